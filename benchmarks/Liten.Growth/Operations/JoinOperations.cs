namespace Liten.Growth;

/// <summary>Those who wait for one task, which may live as long as the program.</summary>
internal static class JoinOperations
{
    private const string Others = "joiners of the task";

    public static IEnumerable<Operation> All =>
    [
        .. Cancelling.Of("join", Others, () =>
        {
            JoinHandle<int> task = SpawnEndless();
            return token => Cancelling.Expect(task.JoinAsync(token));
        }),
        new("abort a joining task", Others, AbortJoiner),
        new("end a task: each joiner", Others, End),
        new("join a task that has ended", "tasks that joined it", JoinEnded),
        new("AsTask", "earlier ones of the handle", AsTask),
        new("AsTask, abandoned by its token", "earlier ones of the handle", AbandonTask),
    ];

    private static JoinHandle<int> SpawnEndless() => LitenTask.Spawn(static async () =>
    {
        await Time.Sleep(Timeout.InfiniteTimeSpan);
        return 0;
    });

    private static async LitenTask AbortJoiner(int others, Meter meter)
    {
        Crowd joined = await Crowd.Gather(1);
        Func<LitenTask> join = async () => await joined.Tasks[0];
        JoinHandle[] joiners = await Crowd.Begin(others, join);
        meter.Begin();
        for (int i = 0; i < Operation.Times; i++)
        {
            JoinHandle[] joiner = await Crowd.Begin(1, join);
            joiner[0].Abort();
            await joiner[0].JoinAsync();
        }

        meter.End(Operation.Times);
        joined.LetGo(0);
        await LitenTask.WhenAll(joiners);
    }

    private static async LitenTask End(int others, Meter meter)
    {
        Crowd joined = await Crowd.Gather(1);
        JoinHandle[] joiners = await Crowd.Begin(others, async () => await joined.Tasks[0]);
        meter.Begin();
        joined.LetGo(0);
        await LitenTask.WhenAll(joiners);
        meter.End(others);
    }

    private static async LitenTask JoinEnded(int others, Meter meter)
    {
        JoinHandle<int> ended = LitenTask.Spawn(static () => LitenTask.FromResult(1));
        for (int i = 0; i < others; i++)
        {
            await ended;
        }

        meter.Begin();
        for (int i = 0; i < Operation.Times; i++)
        {
            await ended;
        }

        meter.End(Operation.Times);
    }

    private static async LitenTask AsTask(int others, Meter meter)
    {
        Crowd joined = await Crowd.Gather(1);
        Task[] tasks = [.. Enumerable.Range(0, others).Select(_ => joined.Tasks[0].AsTask())];
        meter.Begin();
        for (int i = 0; i < Operation.Times; i++)
        {
            _ = joined.Tasks[0].AsTask();
        }

        meter.End(Operation.Times);
        joined.LetGo(0);
        await Task.WhenAll(tasks);
    }

    private static async LitenTask AbandonTask(int others, Meter meter)
    {
        Crowd joined = await Crowd.Gather(1);
        JoinHandle<int> handle = joined.Tasks[0];
        Task[] tasks = [.. Enumerable.Range(0, others).Select(_ => handle.AsTask().WaitAsync(CancellationToken.None))];
        meter.Begin();
        for (int i = 0; i < Operation.Times; i++)
        {
            using var source = new CancellationTokenSource();
            Task wait = handle.AsTask().WaitAsync(source.Token);
            source.Cancel();
            await Cancelling.Expect(wait);
        }

        meter.End(Operation.Times);
        joined.LetGo(0);
        await Task.WhenAll(tasks);
    }
}
