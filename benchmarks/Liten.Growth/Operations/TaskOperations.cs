namespace Liten.Growth;

/// <summary>The live tasks of one runtime.</summary>
internal static class TaskOperations
{
    private const string Others = "live tasks";

    public static IEnumerable<Operation> All =>
    [
        new("spawn and end a task", Others, SpawnAndEnd),
        new("spawn and end a task from outside", Others, SpawnOutside),
        new("yield", "tasks that yield", Yield),
        .. Order.Each("end each task", Others, EndEach),
        .. Order.Each("abort each task", Others, AbortEach),
    ];

    private static async LitenTask SpawnAndEnd(int others, Meter meter)
    {
        Crowd crowd = await Crowd.Gather(others);
        meter.Begin();
        for (int i = 0; i < Operation.Times; i++)
        {
            await LitenTask.Spawn(static () => LitenTask.CompletedTask);
        }

        meter.End(Operation.Times);
        await crowd.LetAllGo();
    }

    private static async LitenTask SpawnOutside(int others, Meter meter)
    {
        Crowd crowd = await Crowd.Gather(others);
        Runtime runtime = Runtime.Current;
        var tasks = new JoinHandle[Operation.Times];
        meter.Begin();

        // The worker stands still meanwhile: it would go to sleep and be woken by each task.
        Task.Run(() =>
        {
            for (int i = 0; i < tasks.Length; i++)
            {
                tasks[i] = runtime.Spawn(static () => LitenTask.CompletedTask);
            }
        }).Wait();
        await LitenTask.WhenAll(tasks);
        Array.Clear(tasks);
        meter.End(Operation.Times);
        await crowd.LetAllGo();
    }

    private static async LitenTask Yield(int others, Meter meter)
    {
        JoinHandle[] tasks = [.. Enumerable.Range(0, others).Select(static _ => LitenTask.Spawn(static async () =>
        {
            await LitenTask.Yield();
            await LitenTask.Yield();
        }))];
        meter.Begin();
        await LitenTask.WhenAll(tasks);
        meter.End(2 * others);
    }

    private static async LitenTask EndEach(int others, Order order, Meter meter)
    {
        Crowd crowd = await Crowd.Gather(others);
        int[] places = order.Of(others);
        meter.Begin();
        foreach (int place in places)
        {
            crowd.LetGo(place);
            await crowd.Tasks[place];
        }

        meter.End(others);
    }

    private static async LitenTask AbortEach(int others, Order order, Meter meter)
    {
        Crowd crowd = await Crowd.Gather(others);
        int[] places = order.Of(others);
        meter.Begin();
        foreach (int place in places)
        {
            crowd.Tasks[place].Abort();
            await crowd.Tasks[place].JoinAsync();
        }

        meter.End(others);
    }
}
