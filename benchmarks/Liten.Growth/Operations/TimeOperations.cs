namespace Liten.Growth;

/// <summary>What one timer wheel holds.</summary>
internal static class TimeOperations
{
    private static readonly TimeSpan s_untilAllSleep = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan s_long = TimeSpan.FromHours(1);

    public static IEnumerable<Operation> All =>
    [
        .. Cancelling.Of("sleep", "sleeps", static () =>
        {
            int begun = 0;
            return token => Cancelling.Expect(Time.Sleep(s_long + TimeSpan.FromMilliseconds(begun++), token));
        }),
        new("sleep until due", "sleeps that are due", Sleep),
        new("end in time", "operations with a limit", EndInTime),
        new("create and dispose a timer", "timers", CreateTimer),
        new("change a timer", "timers", ChangeTimer),
        .. Order.Each("dispose each timer", "timers", DisposeEach),
    ];

    /// <summary>
    /// All of them sleep before the first is due. What a sleep leaves in the pools would serve a later one otherwise, and
    /// the bytes would depend on how fast the machine is.
    /// </summary>
    private static async LitenTask Sleep(int others, Meter meter)
    {
        meter.Begin();
        JoinHandle[] sleepers = [.. Enumerable.Range(0, others).Select(static number => LitenTask.Spawn(
            number,
            static async LitenTask (number)
                => await Time.Sleep(s_untilAllSleep + TimeSpan.FromMicroseconds(number % 1_000))))];
        await LitenTask.WhenAll(sleepers);
        meter.End(others);
    }

    private static async LitenTask EndInTime(int others, Meter meter)
    {
        Crowd crowd = await Crowd.Gather(others);
        LitenTask<int>[] limited = [.. crowd.Tasks.Select(
            static task => Time.Timeout(s_long, task, static async LitenTask<int> (task, _) => await task))];
        meter.Begin();
        for (int i = 0; i < Operation.Times; i++)
        {
            await Time.Timeout(s_long, static async _ => await LitenTask.Yield());
        }

        meter.End(Operation.Times);
        await crowd.LetAllGo();
        await LitenTask.WhenAll(limited);
    }

    private static LitenTask CreateTimer(int others, Meter meter)
    {
        ITimer[] timers = CreateTimers(others);
        meter.Begin();
        for (int i = 0; i < Operation.Times; i++)
        {
            CreateTimer(i).Dispose();
        }

        meter.End(Operation.Times);
        return DisposeAll(timers);
    }

    private static LitenTask ChangeTimer(int others, Meter meter)
    {
        ITimer[] timers = CreateTimers(others);
        meter.Begin();
        for (int i = 0; i < Operation.Times; i++)
        {
            timers[i].Change(TimeSpan.FromHours(2) + TimeSpan.FromSeconds(i), Timeout.InfiniteTimeSpan);
        }

        meter.End(Operation.Times);
        return DisposeAll(timers);
    }

    private static LitenTask DisposeEach(int others, Order order, Meter meter)
    {
        ITimer[] timers = CreateTimers(others);
        int[] places = order.Of(others);
        meter.Begin();
        foreach (int place in places)
        {
            timers[place].Dispose();
        }

        meter.End(others);
        return LitenTask.CompletedTask;
    }

    private static ITimer[] CreateTimers(int count) => [.. Enumerable.Range(0, count).Select(CreateTimer)];

    private static ITimer CreateTimer(int number) => Runtime.Current.TimeProvider.CreateTimer(
        static _ => { }, null, s_long + TimeSpan.FromMilliseconds(number), Timeout.InfiniteTimeSpan);

    private static LitenTask DisposeAll(ITimer[] timers)
    {
        foreach (ITimer timer in timers)
        {
            timer.Dispose();
        }

        return LitenTask.CompletedTask;
    }
}
