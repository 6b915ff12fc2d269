namespace Liten.Interleavings;

/// <summary>Takes the place of <c>System.Threading.ThreadPool</c> in the product's files: each item is an actor.</summary>
internal static class ModelThreadPool
{
    public static bool UnsafeQueueUserWorkItem(IThreadPoolWorkItem item, bool preferLocal) => Start(item.Execute);

    public static bool UnsafeQueueUserWorkItem(WaitCallback callback, object? state) => Start(() => callback(state));

    private static bool Start(Action body)
    {
        Actor actor = Actor.Current ?? throw new InvalidOperationException("Set-up or a final check queues an item to the ThreadPool.");
        Actor started = actor.Execution.Add("pool", body);
        started.Thread = new ModelThread(static () => { }, 0) { IsThreadPoolThread = true };
        return true;
    }
}
