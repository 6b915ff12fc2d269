namespace Liten.Interleavings;

/// <summary>
/// Handles: "it may be awaited many times and by many tasks, from any thread", every await of one ends once with the task's outcome,
/// and "every handle completes", also one that a shutdown gives up.
/// </summary>
internal static class JoinScenarios
{
    private const int Answer = 42;

    public static IEnumerable<Scenario> All =>
    [
        new("join.two-joiners-against-end", 21_782, TwoJoiners),
        new("join.fault-against-await-and-join", 4_875, Fault),
        new("join.end-against-give-up", 11_635, GiveUp),
        new("join.end-against-cancelled-joiner", 8_237, CancelledJoiner),
        new("join.end-against-aborted-joiner", 31_860, AbortedJoiner),
        new("join.first-of-two-handles", 28_408, WhenAny),
        new("join.first-of-two-handles-against-abort", 86_570, WhenAnyAborted),
    ];

    private static void TwoJoiners(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(2);
        JoinHandle<int> handle = Ending(lab);
        lab.Worker();
        lab.Worker("joiner 1", () => outcomes[0] = Await(handle));
        lab.Worker("joiner 2", () => outcomes[1] = Await(handle));
        lab.AtEnd(() => Assert.Equal([Answer, Answer], outcomes.Read()));
    }

    /// <summary>"One that throws harms nobody: the exception goes to whoever awaits the handle"; JoinAsync never throws for the task.</summary>
    private static void Fault(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(2);
        var fault = new InvalidOperationException("the task's own");
        JoinHandle<int> handle = lab.Spawned<int>(() => throw fault);
        lab.Within(() => outcomes[1] = Join(handle));
        lab.Worker();
        lab.Worker("awaiter", () => outcomes[0] = Await(handle));
        lab.AtEnd(() =>
        {
            Assert.Same(fault, Assert.Throws<InvalidOperationException>(() => outcomes.Read(0)));
            Assert.Equal(Answer, outcomes.Read(1));
        });

        async LitenTask<int> Join(JoinHandle<int> handle)
        {
            JoinResult<int> result = await handle.JoinAsync();
            return result.IsFaulted && ReferenceEquals(result.Exception, fault) ? Answer : 0;
        }
    }

    /// <summary>The task ends at the moment at which a shutdown gives it up: one of the two outcomes, the same for all.</summary>
    private static void GiveUp(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(1);
        bool givenUp = false;
        JoinHandle<int> handle = Ending(lab);
        lab.Worker();
        lab.Worker("joiner", () => outcomes[0] = Await(handle));
        model.Actor("shutdown", () => givenUp = handle.GiveUp());
        lab.AtEnd(() =>
        {
            Assert.Equal(givenUp, handle.WasAborted);
            if (givenUp)
            {
                Assert.Throws<TaskAbortedException>(() => outcomes.Read(0));
            }
            else
            {
                Assert.Equal(Answer, outcomes.Read(0));
            }
        });
    }

    /// <summary>The cancelled wait leaves the ring of joiners while the completer takes them; its node is back in the pool once.</summary>
    private static void CancelledJoiner(Model model)
    {
        var lab = new Lab(model);
        var nodes = new SourcePool(typeof(WaitNode<VoidResult>));
        var cancellation = new CancellationTokenSource();
        JoinHandle<int> handle = Ending(lab);
        var outcomes = new Outcomes(2);
        LitenTask wait = handle.WaitForEndAsync(cancellation.Token);
        LitenTask other = handle.WaitForEndAsync(CancellationToken.None);
        nodes.HandOut(wait.Source!);
        nodes.HandOut(other.Source!);
        lab.Within(() =>
        {
            outcomes[0] = EndOf(wait);
            outcomes[1] = EndOf(other);
        });
        lab.Worker("worker", () =>
        {
            lab.RunAll();
            nodes.Drain();
        });
        model.Actor("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            Assert.True(outcomes.Read(0) is Answer or Outcomes.Cancelled);
            Assert.Equal(Answer, outcomes.Read(1));
            nodes.EnsureReturned();
        });
    }

    private static void AbortedJoiner(Model model)
    {
        var lab = new Lab(model);
        JoinHandle<int>? handle = null;
        var ends = Oneshot.Create<int>();
        handle = lab.Begin(async LitenTask<int> () => await ends.Receiver);
        JoinHandle<int> joiner = lab.Begin(async LitenTask<int> () => await handle);
        lab.Worker("worker", () =>
        {
            ends.Sender.TrySend(Answer);
            lab.RunAll();
        });
        model.Actor("aborter", joiner.Abort);
        lab.AtEnd(() =>
        {
            Assert.Equal(Answer, handle.GetResult());
            Assert.True(joiner.IsCompleted);
            Assert.True(joiner.WasAborted || joiner.GetResult() == Answer);
        });
    }

    /// <summary>Two ends claim one wait; the other handle's join is withdrawn, or was woken for nothing. Both nodes come back.</summary>
    private static void WhenAny(Model model)
    {
        var lab = new Lab(model);
        var nodes = new SourcePool(typeof(WaitNode<VoidResult>));
        JoinHandle<int> first = Waiting(lab, out _);
        JoinHandle<int> second = Waiting(lab, out _);
        JoinHandle<int> selector = lab.Begin(async LitenTask<int> () => await LitenTask.WhenAny(first, second) == first ? 1 : 2);
        foreach (JoinHandle<int> handle in (JoinHandle<int>[])[first, second])
        {
            lab.Worker("ends", () =>
            {
                handle.GiveUp();
                lab.RunAll();
                nodes.Drain();
            });
        }

        lab.AtEnd(() =>
        {
            Assert.True(selector.GetResult() is 1 or 2);
            nodes.EnsureReturned(2);
        });
    }

    private static void WhenAnyAborted(Model model)
    {
        var lab = new Lab(model);
        JoinHandle<int> first = Waiting(lab, out OneshotSender<int> endFirst);
        JoinHandle<int> second = Waiting(lab, out _);
        JoinHandle<int> selector = lab.Spawned(async LitenTask<int> () => (await LitenTask.WhenAny(first, second)).GetResult());
        lab.Worker("worker", () =>
        {
            lab.RunAll();
            endFirst.TrySend(1);
            lab.RunAll();
        });
        model.Actor("aborter", selector.Abort);
        lab.AtEnd(() =>
        {
            Assert.True(selector.IsCompleted);
            Assert.True(selector.WasAborted || selector.GetResult() == 1);
            Assert.False(second.IsCompleted);
        });
    }

    private static JoinHandle<int> Ending(Lab lab) => lab.Spawned(static () => LitenTask.FromResult(Answer));

    private static JoinHandle<int> Waiting(Lab lab, out OneshotSender<int> sender)
    {
        var (send, receiver) = Oneshot.Create<int>();
        sender = send;
        return lab.Begin(async LitenTask<int> () => await receiver);
    }

    private static async LitenTask<int> Await(JoinHandle<int> handle) => await handle;

    private static async LitenTask<int> EndOf(LitenTask wait)
    {
        try
        {
            await wait;
            return Answer;
        }
        catch (OperationCanceledException)
        {
            return Outcomes.Cancelled;
        }
    }
}
