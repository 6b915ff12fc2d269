namespace Liten;

/// <summary>An object that <see cref="ObjectPool{T}"/> can chain without allocating.</summary>
internal interface IPooled<T>
    where T : class
{
    /// <summary>The next free object; null while this one is in use.</summary>
    T? NextInPool { get; set; }
}
