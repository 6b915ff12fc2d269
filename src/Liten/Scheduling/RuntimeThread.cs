namespace Liten;

/// <summary>Makes a thread one of a runtime's own, for as long as the returned scope lives.</summary>
internal static class RuntimeThread
{
    /// <summary>
    /// Enters the runtime: its tasks, its SynchronizationContext and its pool limits become the thread's own. Calls the
    /// hook.
    /// </summary>
    public static Scope Enter(ThreadContext context, ThreadInfo thread, int poolCapacity)
    {
        var scope = new Scope(
            context,
            thread,
            ThreadContext.Exchange(context),
            SynchronizationContext.Current,
            FlowContext.Capture(),
            PoolLimits.ObjectsPerThread);
        SynchronizationContext.SetSynchronizationContext(context.SynchronizationContext);
        FlowContext.Reset();
        PoolLimits.ObjectsPerThread = poolCapacity;
        context.Host.Hooks.ThreadStarted(thread);
        return scope;
    }

    /// <summary>Before the thread sleeps: it keeps nothing of the last item alive.</summary>
    public static void CleanUp()
    {
        ThreadContext.Current?.Enter(null);
        FlowContext.Reset();
    }

    /// <summary>Gives the thread back as it was.</summary>
    internal readonly struct Scope(
        ThreadContext own,
        ThreadInfo thread,
        ThreadContext? previous,
        SynchronizationContext? synchronization,
        ExecutionContext? flow,
        int poolCapacity) : IDisposable
    {
        public void Dispose()
        {
            own.Host.Hooks.ThreadStopped(thread);
            PoolLimits.ObjectsPerThread = poolCapacity;
            SynchronizationContext.SetSynchronizationContext(synchronization);
            ThreadContext.Exchange(previous);
            FlowContext.Enter(flow);
        }
    }
}
