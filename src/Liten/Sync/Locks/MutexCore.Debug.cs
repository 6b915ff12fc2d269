namespace Liten;

/// <content>What a debugger shows.</content>
public abstract partial class MutexCore<TGuard>
{
    /// <summary>Reads without the latch: a debugger that has stopped its holder must be able to show this.</summary>
    internal sealed class DebugView(MutexCore<TGuard> mutex)
    {
        public bool IsLocked => mutex.IsHeldUnsynchronized;

        /// <summary>The task that has locked it; null if that was code of no task, or it is free.</summary>
        public TaskInfo? Holder => mutex._holder?.Describe();

        public int Waiting => mutex._waiters.Count;

        public bool IsPoisoned => mutex._isPoisoned;

        public Exception? PoisonCause => mutex._poisonCause;
    }
}
