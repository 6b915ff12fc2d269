namespace Liten.Interleavings;

/// <summary>Interval: a tick is taken once or left to the next call, and none comes that a reset has put off.</summary>
internal static class IntervalScenarios
{
    private static readonly ScenarioSettings s_settings = new() { StoreDelay = 1, SettledStores = ["SpinLatch.cs"], Settled = ["ObjectPool.cs"] };

    public static IEnumerable<Scenario> All =>
    [
        new("interval.reset-against-fire", 4_718, ResetAgainstFire) { Settings = s_settings },
        new("interval.cancel-against-fire", 1_335, CancelAgainstFire) { Settings = s_settings },
        new("interval.dispose-against-fire", 6_035, DisposeAgainstFire) { Settings = s_settings },
        new("interval.abort-against-dispose", 1_177, AbortAgainstDispose) { Settings = s_settings },
    ];

    // Reset: "the next tick comes after this time", also when the old one has come and nobody has taken it yet.
    private static void ResetAgainstFire(Model model)
    {
        (TimeLab lab, Interval interval) = New(model);
        JoinHandle<bool> task = lab.Begin(() => interval.TickAsync());
        lab.Clock.Now = 10 * Nanoseconds.PerMillisecond;
        long numberAtReset = -1;
        lab.Timers();
        lab.Worker("resetter", () =>
        {
            interval.Reset(TimeSpan.FromHours(1));
            numberAtReset = interval.Number;
        });
        lab.AtEnd(() =>
        {
            Expect.That(interval.Number == numberAtReset);
            Expect.That(task.IsCompleted == (numberAtReset == 1));
            Expect.That(lab.Driver.Count == (numberAtReset == 1 ? 0 : 1));
        });
    }

    // TickAsync: a wait that is cancelled takes no tick.
    private static void CancelAgainstFire(Model model)
    {
        (TimeLab lab, Interval interval) = New(model);
        var cancellation = new CancellationTokenSource();
        JoinHandle<int> task = lab.Begin(() => Tick(interval, cancellation.Token));
        lab.Clock.Now = 10 * Nanoseconds.PerMillisecond;
        lab.Timers();
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            Expect.That(task.GetResult() != 0);
            Expect.That(interval.Number == (task.GetResult() == Outcomes.Cancelled ? 0 : 1));
            Expect.That(lab.Driver.Count == 0);
            Expect.That(interval.TickAsync(CancellationToken.None).IsCompleted);
        });
    }

    // Dispose: a waiting call returns false, unless its tick was there before.
    private static void DisposeAgainstFire(Model model)
    {
        (TimeLab lab, Interval interval) = New(model);
        JoinHandle<int> task = lab.Begin(() => Tick(interval, CancellationToken.None));
        lab.Clock.Now = 10 * Nanoseconds.PerMillisecond;
        lab.Timers();
        lab.Worker("disposer", interval.Dispose);
        lab.AtEnd(() =>
        {
            Expect.That(task.GetResult() == interval.Number);
            Expect.That(lab.Driver.Count == 0);
        });
    }

    private static void AbortAgainstDispose(Model model)
    {
        (TimeLab lab, Interval interval) = New(model);
        JoinHandle<bool> task = lab.Begin(() => interval.TickAsync());
        lab.Worker("aborter", task.Abort);
        lab.Worker("disposer", interval.Dispose);
        lab.AtEnd(() =>
        {
            Expect.That(task.IsCompleted);
            Expect.That(task.WasAborted || !task.GetResult());
            Expect.That(lab.Driver.Count == 0);
        });
    }

    /// <summary>The first tick is due after a millisecond.</summary>
    private static (TimeLab Lab, Interval Interval) New(Model model)
    {
        var lab = new TimeLab(model);
        return (lab, new Interval(lab.Driver, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1), MissedTickBehavior.Burst));
    }

    private static async LitenTask<int> Tick(Interval interval, CancellationToken cancellationToken)
    {
        try
        {
            return await interval.TickAsync(cancellationToken) ? 1 : 0;
        }
        catch (OperationCanceledException)
        {
            return Outcomes.Cancelled;
        }
    }
}
