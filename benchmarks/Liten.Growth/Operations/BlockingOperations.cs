namespace Liten.Growth;

/// <summary>The jobs that wait for the only blocking thread.</summary>
internal static class BlockingOperations
{
    private const string Others = "queued blocking jobs";

    public static IEnumerable<Operation> All =>
    [
        new("queue and abort a blocking job", Others, QueueAndAbort),
        .. Order.Each("abort each blocking job", Others, AbortEach),
        new("run a blocking job", Others, Run),
    ];

    private static async LitenTask QueueAndAbort(int others, Meter meter)
    {
        using var end = new ManualResetEventSlim();
        JoinHandle first = Blocking.Spawn(end.Wait);
        JoinHandle[] jobs = Queue(others);
        meter.Begin();
        for (int i = 0; i < Operation.Times; i++)
        {
            JoinHandle job = Blocking.Spawn(static () => { });
            job.Abort();
            await job.JoinAsync();
        }

        meter.End(Operation.Times);
        end.Set();
        await first;
        await LitenTask.WhenAll(jobs);
    }

    private static async LitenTask AbortEach(int others, Order order, Meter meter)
    {
        using var end = new ManualResetEventSlim();
        JoinHandle first = Blocking.Spawn(end.Wait);
        JoinHandle[] jobs = Queue(others);
        int[] places = order.Of(others);
        meter.Begin();
        foreach (int place in places)
        {
            jobs[place].Abort();
            await jobs[place].JoinAsync();
        }

        meter.End(others);
        end.Set();
        await first;
    }

    private static async LitenTask Run(int others, Meter meter)
    {
        using var end = new ManualResetEventSlim();
        JoinHandle first = Blocking.Spawn(end.Wait);
        JoinHandle[] jobs = Queue(others);
        meter.Begin();
        end.Set();
        await first;
        await LitenTask.WhenAll(jobs);
        meter.End(others);
    }

    private static JoinHandle[] Queue(int count)
        => [.. Enumerable.Range(0, count).Select(static _ => Blocking.Spawn(static () => { }))];
}
