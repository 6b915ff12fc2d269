namespace Liten.Growth;

/// <summary>Waits for several handles.</summary>
internal static class CombiningOperations
{
    public static IEnumerable<Operation> All =>
    [
        new("WhenAny of a shared handle and an own one", "such races", Race),
        .. Order.Each("win each race for a shared handle", "such races", WinEach),
        new("WhenAny: each handle", "handles", Any),
        new("WhenAll: each handle", "handles", AllHandles),
    ];

    private static async LitenTask Race(int others, Meter meter)
    {
        Crowd shared = await Crowd.Gather(1);
        Crowd own = await Crowd.Gather(others);
        LitenTask<JoinHandle<int>>[] races = [.. own.Tasks.Select(task => LitenTask.WhenAny(shared.Tasks[0], task))];
        meter.Begin();
        for (int i = 0; i < Operation.Times; i++)
        {
            await LitenTask.WhenAny(shared.Tasks[0], LitenTask.Spawn(static () => LitenTask.FromResult(1)));
        }

        meter.End(Operation.Times);
        await own.LetAllGo();
        await LitenTask.WhenAll(races);
        await shared.LetAllGo();
    }

    private static async LitenTask WinEach(int others, Order order, Meter meter)
    {
        Crowd shared = await Crowd.Gather(1);
        Crowd own = await Crowd.Gather(others);
        LitenTask<JoinHandle<int>>[] races = [.. own.Tasks.Select(task => LitenTask.WhenAny(shared.Tasks[0], task))];
        int[] places = order.Of(others);
        meter.Begin();
        foreach (int place in places)
        {
            own.LetGo(place);
            await races[place];
        }

        meter.End(others);
        await shared.LetAllGo();
    }

    private static async LitenTask Any(int others, Meter meter)
    {
        Crowd crowd = await Crowd.Gather(others + 1);
        await EndRace(crowd, crowd.Tasks, others);
        JoinHandle<int>[] left = crowd.Tasks[..others];
        meter.Begin();
        await EndRace(crowd, left, others / 2);
        meter.End(others);
        await crowd.LetAllGo();
    }

    private static async LitenTask EndRace(Crowd crowd, JoinHandle<int>[] handles, int winner)
    {
        LitenTask<JoinHandle<int>> race = LitenTask.WhenAny(handles);
        crowd.LetGo(winner);
        await race;
    }

    private static async LitenTask AllHandles(int others, Meter meter)
    {
        Crowd crowd = await Crowd.Gather(others);
        meter.Begin();
        LitenTask<int[]> all = LitenTask.WhenAll(crowd.Tasks);
        await crowd.LetAllGo();
        await all;
        meter.End(others);
    }
}
