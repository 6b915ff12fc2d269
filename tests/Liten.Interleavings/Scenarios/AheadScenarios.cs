namespace Liten.Interleavings;

/// <summary>
/// Run ahead: a turn that waits for a task which nobody has begun goes on with it, and the entry of that task in the queue is passed
/// over once. Its body is called once, its handle completes, whoever else meets the entry.
/// </summary>
internal static class AheadScenarios
{
    private const int Answer = 42;

    private static readonly ScenarioSettings s_settled = new() { StoreDelay = 1, Settled = ["Registry.cs", "RegistryShard.cs"] };

    public static IEnumerable<Scenario> All =>
    [
        new("ahead.pop-of-the-entry", 10_944, PopOfTheEntry) { Settings = s_settled },
        new("ahead.pop-of-the-entry-of-a-call", 20_790, PopOfTheEntryOfCall) { Settings = s_settled },
        new("ahead.second-turn-against-the-entry", 3_697, SecondTurn) { Settings = s_settled },
        new("ahead.abort-of-the-awaited", 135_673, AbortOfTheAwaited) { Preemptions = 3, Settings = s_settled },
        new("ahead.two-that-wait", 111_586, TwoThatWait) { Settings = s_settled },
        new("ahead.close-and-give-up", 18_536, CloseAndGiveUp) { Settings = s_settled },
        new("ahead.context-left-by-the-turn", 18_362, ContextLeftByTheTurn) { Settings = s_settled },
    ];

    /// <summary>The child's body returns its wait as it is, so that its second turn comes through the queue and could be taken for the entry.</summary>
    private static void PopOfTheEntry(Model model)
    {
        var family = new Family(model, static receiver => receiver.ReceiveAsync());
        family.Lab.Worker("worker 1", family.Lab.RunAll);
        family.Lab.Worker("worker 2", () =>
        {
            family.Lab.RunAll();
            family.Send();
        });
        family.Lab.AtEnd(family.EnsureEnded);
    }

    /// <summary>The child's body is a call that waits: whoever takes the task for one that goes on must not find that call unfinished.</summary>
    private static void PopOfTheEntryOfCall(Model model)
    {
        var family = new Family(model, static async LitenTask<int> (receiver) => await receiver);
        family.Lab.Worker("worker 1", family.Lab.RunAll);
        family.Lab.Worker("worker 2", () =>
        {
            family.Lab.RunAll();
            family.Send();
        });
        family.Lab.AtEnd(family.EnsureEnded);
    }

    /// <summary>The entry and the second turn lie in the queue at the same time: one is passed over, the other one ends the task.</summary>
    private static void SecondTurn(Model model)
    {
        var family = new Family(model, static receiver => receiver.ReceiveAsync());
        family.Lab.RunOne();
        Expect.That(family.Runs == 1);
        family.Lab.Worker("worker 1", () =>
        {
            family.Send();
            family.Lab.RunAll();
        });
        family.Lab.Worker("worker 2", family.Lab.RunAll);
        family.Lab.AtEnd(family.EnsureEnded);
    }

    private static void AbortOfTheAwaited(Model model)
    {
        var family = new Family(model, static receiver => receiver.ReceiveAsync());
        family.Lab.Worker();
        model.Actor("aborter", family.Child.Abort);
        family.Lab.AtEnd(family.EnsureAborted);
    }

    /// <summary>Two turns end that wait for the same task: one of them begins it, or neither if the entry was faster.</summary>
    private static void TwoThatWait(Model model)
    {
        var lab = new Lab(model);
        int runs = 0;
        JoinHandle<int>? child = null;
        JoinHandle<int>[] parents = [lab.Spawned(Parent), lab.Spawned(Parent)];
        child = lab.Spawned(() => LitenTask.FromResult(Answer + runs++));
        lab.Worker("worker 1", lab.RunAll);
        lab.Worker("worker 2", lab.RunAll);
        lab.AtEnd(() =>
        {
            Assert.Equal(1, runs);
            Assert.All(parents, static parent => Assert.Equal(Answer, parent.GetResult()));
        });

        async LitenTask<int> Parent() => await child!;
    }

    /// <summary>What the turn has done to its thread does not reach the task that it begins ahead.</summary>
    private static void ContextLeftByTheTurn(Model model)
    {
        var lab = new Lab(model);
        SynchronizationContext? seen = null;
        JoinHandle<int>? child = null;
        JoinHandle<int> parent = lab.Spawned(() =>
        {
            // Not in an async method, which would put it back.
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            return Await();
        });
        child = lab.Spawned(() =>
        {
            seen = SynchronizationContext.Current;
            return LitenTask.FromResult(Answer);
        });
        lab.Worker();
        lab.Worker("other worker");
        lab.AtEnd(() =>
        {
            Assert.Equal(Answer, parent.GetResult());
            Assert.Same(lab.Host.SynchronizationContext, seen);
        });

        async LitenTask<int> Await() => await child!;
    }

    /// <summary>Steps 1, 3 and 5 of the shutdown. What is not begun when the host closes never begins, and nothing is left open.</summary>
    private static void CloseAndGiveUp(Model model)
    {
        var family = new Family(model, static receiver => receiver.ReceiveAsync());
        family.Lab.Worker("worker 1", family.Lab.RunAll);
        model.Actor("closer", () =>
        {
            TaskHost host = family.Lab.Host;
            host.Close();
            host.LiveTasks().ForEach(static living => living.Abort());
            host.LiveTasks().ForEach(static living => living.GiveUp());
        });
        family.Lab.AtEnd(() =>
        {
            Assert.False(family.HasBegunLate);
            Assert.True(family.Child.WasAborted);
            Assert.True(family.Parent.IsCompleted);
            Assert.Empty(family.Lab.Host.LiveTasks());
        });
    }

    /// <summary>A task that waits for another, both queued, in this order.</summary>
    private sealed class Family
    {
        private readonly OneshotSender<int> _sender;
        private bool _hasClosed;

        public Family(Model model, Func<OneshotReceiver<int>, LitenTask<int>> childBody)
        {
            Lab = new Lab(model);
            (_sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            JoinHandle<int>? child = null;
            Parent = Lab.Spawned(async LitenTask<int> () =>
            {
                _hasClosed = Lab.Host.IsClosing;
                return await child!;
            });
            Child = child = Lab.Spawned(() =>
            {
                Runs++;
                HasBegunLate = _hasClosed;
                return childBody(receiver);
            });
        }

        public Lab Lab { get; }

        public JoinHandle<int> Parent { get; }

        public JoinHandle<int> Child { get; }

        public int Runs { get; private set; }

        /// <summary>Whether the child's body was called although the host had closed before the turn that waits for it.</summary>
        public bool HasBegunLate { get; private set; }

        public void Send() => _sender.TrySend(Answer);

        public void EnsureEnded()
        {
            Assert.Equal(1, Runs);
            Assert.Equal(Answer, Child.GetResult());
            Assert.Equal(Answer, Parent.GetResult());
        }

        public void EnsureAborted()
        {
            Assert.True(Runs <= 1);
            Assert.True(Child.WasAborted);
            Assert.True(Parent.IsCompleted);
            Assert.Empty(Lab.Host.LiveTasks());
        }
    }
}
