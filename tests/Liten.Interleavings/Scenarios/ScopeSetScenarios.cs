namespace Liten.Interleavings;

/// <summary>
/// JoinSet: "takes the next task that has ended; null if the set is empty", "a wait that was cancelled or aborted has taken nothing",
/// "several are served in their order", and each task that was spawned is taken, detached or dropped, once.
/// </summary>
internal static class ScopeSetScenarios
{
    private const int Answer = 42;
    private const int Empty = -3;

    private static readonly ScenarioSettings s_quiet = new()
    {
        StoreDelay = 1,
        Settled = ["ObjectPool.cs", "LocalPool.cs", "LocalPools.cs"],
        SettledStores = ["SpinLatch.cs"],
    };

    public static IEnumerable<Scenario> All =>
    [
        new("joinset.end-against-next", 951, EndAgainstNext) { Settings = s_quiet },
        new("joinset.end-against-cancelled-next", 3_788, EndAgainstCancel) { Settings = s_quiet },
        new("joinset.end-against-abort-of-who-waits", 35_649, EndAgainstAbort) { Settings = s_quiet },
        new("joinset.end-against-newcomer", 4_339, EndAgainstNewcomer) { Settings = s_quiet },
        new("joinset.end-against-cancel-and-newcomer", 222_773, EndAgainstCancelAndNewcomer) { Settings = s_quiet },
        new("joinset.two-ends-against-two-who-wait", 60_416, TwoEnds) { Settings = s_quiet },
        new("joinset.spawn-against-dispose", 9_017, SpawnAgainstDispose) { Settings = s_quiet },
        new("joinset.spawn-against-detach", 9_391, SpawnAgainstDetach) { Settings = s_quiet },
        new("joinset.end-against-detach", 5_870, EndAgainstDetach) { Settings = s_quiet },
        new("joinset.end-against-dispose", 16_563, EndAgainstDispose) { Settings = s_quiet },
    ];

    private static void EndAgainstNext(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(1);
        JoinSet<int> set = SetOf(lab, Answer);
        lab.Worker();
        lab.Worker("taker", () => outcomes[0] = Next(set));
        lab.AtEnd(() =>
        {
            Assert.Equal(Answer, outcomes.Read(0));
            EnsureEmpty(set);
        });
    }

    private static void EndAgainstCancel(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(2);
        var cancellation = new CancellationTokenSource();
        JoinSet<int> set = SetOf(lab, Answer);
        lab.Within(() => outcomes[0] = Next(set, cancellation.Token));
        lab.Worker();
        model.Actor("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            outcomes[1] = Next(set);
            int first = outcomes.Read(0);
            Assert.Equal((first, first == Answer ? Empty : Answer), (first, outcomes.Read(1)));
            EnsureEmpty(set);
        });
    }

    private static void EndAgainstAbort(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(1);
        JoinSet<int> set = SetOf(lab);
        JoinHandle<int> waiter = Waiting(lab, set, out OneshotSender<int> sender);
        lab.Worker("worker", () =>
        {
            sender.TrySend(Answer);
            lab.RunAll();
        });
        model.Actor("aborter", waiter.Abort);
        lab.AtEnd(() =>
        {
            outcomes[0] = Next(set);
            int taken = waiter.WasAborted ? Empty : waiter.GetResult();
            Assert.Equal((taken, taken == Answer ? Empty : Answer), (taken, outcomes.Read(0)));
            EnsureEmpty(set);
        });
    }

    private static void EndAgainstNewcomer(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(2);
        JoinSet<int> set = SetOf(lab, Answer);
        lab.Within(() => outcomes[0] = Next(set));
        lab.Worker();
        lab.Worker("newcomer", () => outcomes[1] = Next(set));
        lab.AtEnd(() =>
        {
            Assert.Equal([Answer, Empty], outcomes.Read());
            EnsureEmpty(set);
        });
    }

    /// <summary>The newcomer must not rely on an end that serves only those who waited before.</summary>
    private static void EndAgainstCancelAndNewcomer(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(2);
        var cancellation = new CancellationTokenSource();
        JoinSet<int> set = SetOf(lab, Answer);
        lab.Within(() => outcomes[0] = Next(set, cancellation.Token));
        lab.Worker();
        model.Actor("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.Worker("newcomer", () => outcomes[1] = Next(set));
        lab.AtEnd(() =>
        {
            int first = outcomes.Read(0);
            Assert.Equal((first, first == Answer ? Empty : Answer), (first, outcomes.Read(1)));
            EnsureEmpty(set);
        });
    }

    private static void TwoEnds(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(2);
        JoinSet<int> set = SetOf(lab, 1, 2);
        lab.Within(() =>
        {
            outcomes[0] = Next(set);
            outcomes[1] = Next(set);
        });
        lab.Worker("worker 1");
        lab.Worker("worker 2");
        lab.AtEnd(() =>
        {
            Assert.Equal([1, 2], outcomes.Read().Order());
            EnsureEmpty(set);
        });
    }

    private static void SpawnAgainstDispose(Model model)
    {
        var lab = new Lab(model);
        JoinSet<int> set = SetOf(lab);
        JoinHandle<int>? spawned = null;
        LitenTask disposal = default;
        bool isRefused = false;
        lab.Worker("spawner", () =>
        {
            try
            {
                spawned = set.Spawn(static async () => await Oneshot.Create<int>().Receiver);
            }
            catch (ObjectDisposedException)
            {
                isRefused = true;
            }

            lab.RunAll();
        });
        lab.Worker("disposer", () => disposal = set.DisposeAsync());
        lab.AtEnd(() =>
        {
            Assert.True(disposal.IsCompleted);
            Assert.True(isRefused || spawned!.WasAborted);
            EnsureEmpty(set);
        });
    }

    private static void SpawnAgainstDetach(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(1);
        JoinSet<int> set = SetOf(lab);
        JoinHandle<int>? spawned = null;
        lab.Worker("spawner", () =>
        {
            spawned = set.Spawn(static () => LitenTask.FromResult(Answer));
            outcomes[0] = Next(set);
            lab.RunAll();
        });
        lab.Worker("detacher", set.DetachAll);
        lab.AtEnd(() =>
        {
            Assert.Equal(Answer, spawned!.GetResult());
            Assert.True(outcomes.Read(0) is Answer or Empty);
            EnsureEmpty(set);
        });
    }

    private static void EndAgainstDetach(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(1);
        JoinSet<int> set = SetOf(lab, Answer);
        lab.Within(() => outcomes[0] = Next(set));
        lab.Worker();
        lab.Worker("detacher", set.DetachAll);
        lab.AtEnd(() =>
        {
            Assert.True(outcomes.Read(0) is Answer or Empty);
            EnsureEmpty(set);

            // The places of those who have left are free for others.
            outcomes[0] = Next(SpawnInto(set));
            lab.RunAll();
            Assert.Equal(Answer, outcomes.Read(0));
        });
    }

    private static void EndAgainstDispose(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(1);
        JoinSet<int> set = SetOf(lab, Answer);
        LitenTask disposal = default;
        LitenTask second = default;
        lab.Within(() => outcomes[0] = Next(set));
        lab.Worker();
        lab.Worker("disposer", () =>
        {
            disposal = set.DisposeAsync();
            second = set.DisposeAsync();
        });
        lab.AtEnd(() =>
        {
            Assert.True(outcomes.Read(0) is Answer or Empty);
            Assert.True(disposal.IsCompleted && second.IsCompleted);
            EnsureEmpty(set);
        });
    }

    /// <summary>A set with a task for each answer, which is runnable.</summary>
    private static JoinSet<int> SetOf(Lab lab, params int[] answers)
    {
        JoinSet<int>? set = null;
        lab.Within(() =>
        {
            set = new JoinSet<int>();
            foreach (int answer in answers)
            {
                _ = set.Spawn(() => LitenTask.FromResult(answer));
            }
        });
        return set!;
    }

    private static JoinSet<int> SpawnInto(JoinSet<int> set)
    {
        _ = set.Spawn(static () => LitenTask.FromResult(Answer));
        return set;
    }

    /// <summary>A task that waits for the next one of the set, which ends with what is sent to it.</summary>
    private static JoinHandle<int> Waiting(Lab lab, JoinSet<int> set, out OneshotSender<int> sender)
    {
        (OneshotSender<int> send, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        sender = send;
        lab.Within(() =>
        {
            _ = set.Spawn(async LitenTask<int> () => await receiver);
            lab.RunAll();
        });
        return lab.Begin(() => Next(set));
    }

    private static async LitenTask<int> Next(JoinSet<int> set, CancellationToken cancellationToken = default)
    {
        try
        {
            return await set.NextAsync(cancellationToken) is { } result ? result.Value : Empty;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Outcomes.Cancelled;
        }
    }

    private static void EnsureEmpty(JoinSet<int> set)
    {
        Assert.False(set.TryNext(out _), "a result was left, or came after the news that there is none");
        Assert.Equal(0, set.Count);
    }
}
