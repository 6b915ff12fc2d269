namespace Liten.Interleavings;

/// <summary>
/// Abort: "A task waiting on a Liten awaitable resumes at once with TaskAbortedException, its finally blocks run on the runtime, and
/// only then is its handle complete. A running one stops at its next Liten await", "A value already handed over is never lost", and
/// "Abort reaches every wait of the task". OpenCalls: "At least one of the two sees the other".
/// </summary>
internal static class AbortScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("abort.start-against-two-aborts", 7_338, BeforeStart),
        new("abort.wait-that-begins-meanwhile", 8_937, WaitBegins),
        new("abort.second-wait-after-a-value", 12_577, SecondWait),
        new("abort.two-waits-of-one-task", 22_581, TwoWaits),
        new("abort.shield-that-ends-meanwhile", 11_935, ShieldEnds),
        new("abort.yield", 209, Yielding),
        new("abort.against-the-next-user-of-a-box", 2_066, NextUserOfBox) { Preemptions = 1 },
        new("abort.token-asked-for-meanwhile", 89_712, TokenAskedFor),
    ];

    private static void BeforeStart(Model model)
    {
        var lab = new Lab(model);
        int runs = 0;
        JoinHandle<int> handle = lab.Spawned(() => LitenTask.FromResult(++runs));
        lab.Worker();
        model.Actor("aborter 1", handle.Abort);
        model.Actor("aborter 2", handle.Abort);
        lab.AtEnd(() =>
        {
            Assert.True(handle.IsCompleted);
            Assert.Equal(handle.WasAborted ? 0 : 1, runs);
            Assert.Empty(lab.Host.LiveTasks());
        });
    }

    private static void WaitBegins(Model model)
    {
        var lab = new Lab(model);
        var task = new Aborted(lab, async log => await Forever(log, "wait"));
        lab.Worker();
        model.Actor("aborter", task.Handle.Abort);
        lab.AtEnd(() => task.EnsureUnwound("wait"));
    }

    /// <summary>The first wait gets its value or the abort; the abort must reach the second one, whatever the list shows meanwhile.</summary>
    private static void SecondWait(Model model)
    {
        var lab = new Lab(model);
        var (sender, receiver) = Oneshot.Create<int>();
        string? first = null;
        var task = new Aborted(lab, async log =>
        {
            try
            {
                await receiver;
                first = "value";
            }
            catch (TaskAbortedException)
            {
                first = "abort";
            }

            await Forever(log, "second");
        });
        lab.Within(lab.RunAll);
        lab.Worker("worker", () =>
        {
            Assert.True(sender.TrySend(1));
            lab.RunAll();
        });
        model.Actor("aborter", task.Handle.Abort);
        lab.AtEnd(() =>
        {
            task.EnsureUnwound("second");
            Assert.True(first == "value" || receiver.TryReceive(out _));
        });
    }

    private static void TwoWaits(Model model)
    {
        var lab = new Lab(model);
        var task = new Aborted(lab, async log =>
        {
            LitenTask first = Forever(log, "first");
            LitenTask second = Forever(log, "second");
            await LitenTask.WhenAll(first, second);
        });
        lab.Worker();
        model.Actor("aborter", task.Handle.Abort);
        lab.AtEnd(() => task.EnsureUnwound("first", "second"));
    }

    /// <summary>"The abort is not lost": it reaches a wait that the shield has held it back from when the scope ends, also at that moment.</summary>
    private static void ShieldEnds(Model model)
    {
        var lab = new Lab(model);
        var task = new Aborted(lab, async log =>
        {
            AbortShield shield = LitenTask.Current.ShieldFromAbort();
            LitenTask wait = Forever(log, "shielded");
            shield.Dispose();
            await wait;
        });
        lab.Worker();
        model.Actor("aborter", task.Handle.Abort);
        lab.AtEnd(() => task.EnsureUnwound("shielded"));
    }

    private static void Yielding(Model model)
    {
        var lab = new Lab(model);
        var task = new Aborted(lab, async log =>
        {
            await LitenTask.Yield();
            await Forever(log, "after the yield");
        });
        lab.Within(lab.RunAll);
        lab.Worker();
        model.Actor("aborter", task.Handle.Abort);
        lab.AtEnd(() => Assert.True(task.Handle.WasAborted));
    }

    /// <summary>A call that has ended is no call of its task any more: its box may be another task's by now, which nobody has aborted.</summary>
    private static void NextUserOfBox(Model model)
    {
        var lab = new Lab(model);
        var (sender, receiver) = Oneshot.Create<int>();
        var (otherSender, otherReceiver) = Oneshot.Create<int>();
        var task = new Aborted(lab, async log =>
        {
            LitenTask<int> call = Receive(receiver);
            LitenTask wait = Forever(log, "wait");
            await call;
            await wait;
        });
        JoinHandle<int>? other = null;
        lab.Within(lab.RunAll);
        lab.Worker("worker", () =>
        {
            sender.TrySend(1);
            lab.RunAll();
            other = lab.Spawn(async LitenTask<int> () => await Receive(otherReceiver));
            lab.RunAll();
        });
        model.Actor("aborter", task.Handle.Abort);
        lab.AtEnd(() =>
        {
            Assert.True(task.Handle.WasAborted);
            Assert.True(otherSender.TrySend(7));
            lab.RunAll();
            Assert.Equal(7, other!.GetResult());
        });
    }

    private static async LitenTask<int> Receive(OneshotReceiver<int> receiver) => await receiver;

    /// <summary>"The token that is cancelled when the task is aborted, also if that has happened already."</summary>
    private static void TokenAskedFor(Model model)
    {
        var lab = new Lab(model);
        CancellationToken first = default;
        CancellationToken second = default;
        var task = new Aborted(lab, async log => await Forever(log, "wait"));
        lab.Within(lab.RunAll);
        model.Actor("asker 1", () => first = task.Handle.GetCancellationToken());
        model.Actor("asker 2", () => second = task.Handle.GetCancellationToken());
        model.Actor("aborter", task.Handle.Abort);
        lab.AtEnd(() =>
        {
            Assert.Equal(first, second);
            Assert.True(first.IsCancellationRequested);
            task.EnsureUnwound("wait");
        });
    }

    /// <summary>A call that waits for what never comes, and notes the end of its finally block.</summary>
    private static async LitenTask Forever(List<string> log, string name)
    {
        try
        {
            await Oneshot.Create<int>().Receiver;
        }
        finally
        {
            log.Add(name);
        }
    }

    /// <summary>A task that can end in one way only: aborted.</summary>
    private sealed class Aborted
    {
        private readonly Lab _lab;
        private readonly List<string> _log = [];
        private bool _begun;

        public Aborted(Lab lab, Func<List<string>, LitenTask> body)
        {
            _lab = lab;
            Handle = lab.Spawned(async LitenTask<int> () =>
            {
                _begun = true;
                await body(_log);
                return 0;
            });
        }

        public JoinHandle<int> Handle { get; }

        public void EnsureUnwound(params string[] waits)
        {
            Assert.True(Handle.WasAborted);
            Assert.Equal(_begun ? waits : [], _log.Order());
            Assert.Empty(_lab.Host.LiveTasks());
        }
    }
}
