namespace Liten;

/// <summary>Makes a thread one of a runtime's own, for as long as the returned scope lives.</summary>
internal static class RuntimeThread
{
    /// <summary>
    /// Enters the runtime: its tasks, its SynchronizationContext and its pool limits become the thread's own. Calls the
    /// hook.
    /// </summary>
    public static Scope Enter(Turn turn, TaskHost host, ThreadInfo thread, int poolCapacity)
    {
        var scope = new Scope(
            host,
            thread,
            Turn.Exchange(turn),
            SynchronizationContext.Current,
            KeptFlow.Take(),
            FlowContext.ExchangeBase(host.Identity.BaseContext),
            PoolLimits.ObjectsPerThread);
        turn.Traces = new ThreadTraces();
        turn.Thread = SystemThread.Current;
        SynchronizationContext.SetSynchronizationContext(turn.SynchronizationContext);
        FlowContext.Reset();
        PoolLimits.ObjectsPerThread = poolCapacity;
        host.Hooks.ThreadStarted(thread);
        return scope;
    }

    /// <summary>Before the thread sleeps: it keeps nothing of the last item alive.</summary>
    public static void CleanUp()
    {
        Turn.Current?.Enter(null);
        Turn.Current?.Traces?.EraseAll();
        FlowContext.Reset();
    }

    /// <summary>Gives the thread back as it was.</summary>
    internal readonly struct Scope(
        TaskHost host,
        ThreadInfo thread,
        Turn? previous,
        SynchronizationContext? synchronization,
        KeptFlow flow,
        ExecutionContext? baseContext,
        int poolCapacity) : IDisposable
    {
        public void Dispose()
        {
            host.Hooks.ThreadStopped(thread);
            Turn.Current?.Traces?.EraseAll();
            PoolLimits.ObjectsPerThread = poolCapacity;
            SynchronizationContext.SetSynchronizationContext(synchronization);
            Turn.Exchange(previous);
            FlowContext.ExchangeBase(baseContext);
            flow.Restore();
        }
    }
}
