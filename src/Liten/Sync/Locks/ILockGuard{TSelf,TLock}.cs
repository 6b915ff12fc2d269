namespace Liten;

/// <summary>A guard that a lock can make, so that one lock serves guards with a value and guards without.</summary>
internal interface ILockGuard<TSelf, TLock> : IHold
    where TSelf : struct, ILockGuard<TSelf, TLock>
    where TLock : class
{
    /// <summary>The guard of a stay that has just begun.</summary>
    static abstract TSelf Of(Lease<TLock> lease, ulong use);
}
