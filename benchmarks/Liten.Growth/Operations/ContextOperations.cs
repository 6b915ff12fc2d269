namespace Liten.Growth;

/// <summary>What is handed to the faces that a runtime has for .NET's own code.</summary>
internal static class ContextOperations
{
    public static IEnumerable<Operation> All =>
    [
        new("post and run a callback", "posted callbacks", Post),
        new("StartNew", "queued TPL tasks", StartNew),
        new("await a TPL task", "tasks that await it", AwaitForeign),
    ];

    private static async LitenTask Post(int others, Meter meter)
    {
        SynchronizationContext context = Runtime.Current.SynchronizationContext;
        (OneshotSender<int> last, OneshotReceiver<int> ran) = Oneshot.Create<int>();
        meter.Begin();
        for (int i = 0; i < others; i++)
        {
            context.Post(static _ => { }, null);
        }

        context.Post(_ => last.TrySend(1), null);
        await ran;
        meter.End(others);
    }

    private static async LitenTask StartNew(int others, Meter meter)
    {
        TaskScheduler scheduler = Runtime.Current.TaskScheduler;
        var tasks = new Task[others];
        meter.Begin();
        for (int i = 0; i < others; i++)
        {
            tasks[i] = Task.Factory.StartNew(
                static () => { }, CancellationToken.None, TaskCreationOptions.None, scheduler);
        }

        await Task.WhenAll(tasks);
        Array.Clear(tasks);
        meter.End(others);
    }

    private static async LitenTask AwaitForeign(int others, Meter meter)
    {
        var foreign = new TaskCompletionSource();
        JoinHandle[] tasks = await Crowd.Begin(others, async () => await foreign.Task);
        meter.Begin();
        foreign.SetResult();
        await LitenTask.WhenAll(tasks);
        meter.End(others);
    }
}
