namespace Liten.Interleavings;

/// <summary>
/// TaskJoiners: the first joiner waits in a slot of the task, and an abort of it ends that wait, "nothing if it has ended already",
/// and never the one before or after it.
/// </summary>
internal static class JoinSlotScenarios
{
    private const int Answer = 42;

    public static IEnumerable<Scenario> All =>
    [
        new("join.slot-of-an-aborted-joiner", 5_669, SlotOfAbortedJoiner) { Preemptions = 1 },
        new("join.wait-noted-against-the-slots-owner", 5_423, NotedAgainstSlotsOwner),
        new("join.late-abort-against-a-shielded-wait", 3_278, LateAbortAgainstShieldedWait),
        new("join.late-abort-against-the-next-joiner", 22_756, LateAbortAgainstNextJoiner),
        new("join.end-of-a-shield-against-a-second-wait", 581, EndOfShield),
    ];

    /// <summary>The joiner in the slot is aborted while another one comes and the task ends: the slot, the list, or neither is left to it.</summary>
    private static void SlotOfAbortedJoiner(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(1);
        JoinHandle<int> handle = Waiting(lab, out _);
        JoinHandle<int> aborted = lab.Begin(async LitenTask<int> () => await handle);
        lab.Worker("joiner", () =>
        {
            outcomes[0] = EndOf(handle);
            lab.RunAll();
        });
        lab.Worker("ends", () =>
        {
            handle.GiveUp();
            lab.RunAll();
        });
        model.Actor("aborter", aborted.Abort);
        lab.AtEnd(() =>
        {
            Assert.Equal(Outcomes.Cancelled, outcomes.Read(0));
            Assert.True(aborted.IsCompleted);
        });
    }

    /// <summary>A task comes to wait while another one is in the slot, and is aborted: that must not end the other one's wait.</summary>
    private static void NotedAgainstSlotsOwner(Model model)
    {
        var lab = new Lab(model);
        JoinHandle<int> handle = Waiting(lab, out OneshotSender<int> sender);
        JoinHandle<int> owner = lab.Begin(() => Await(handle));
        JoinHandle<int> aborted = lab.Spawned(() => Await(handle));
        lab.Worker();
        model.Actor("aborter", aborted.Abort);
        lab.AtEnd(() =>
        {
            Assert.True(aborted.WasAborted);
            sender.TrySend(Answer);
            lab.RunAll();
            Assert.Equal(Answer, owner.GetResult());
        });
    }

    /// <summary>The abort has found the first wait. When it comes to end it, the same call waits there again, under a shield.</summary>
    private static void LateAbortAgainstShieldedWait(Model model)
    {
        var lab = new Lab(model);
        JoinHandle<int> handle = Waiting(lab, out OneshotSender<int> sender);
        bool hasBegun = false;
        JoinHandle<int> joiner = lab.Spawned(async LitenTask<int> () =>
        {
            hasBegun = true;
            try
            {
                return await handle;
            }
            catch (TaskAbortedException)
            {
                using AbortShield shield = LitenTask.Current.ShieldFromAbort();
                return await handle;
            }
        });
        lab.Worker();
        model.Actor("aborter", joiner.Abort);
        lab.AtEnd(() =>
        {
            sender.TrySend(Answer);
            lab.RunAll();
            Assert.NotEqual(hasBegun, joiner.WasAborted);
            Assert.True(joiner.WasAborted || joiner.GetResult() == Answer);
        });
    }

    /// <summary>The same with the wait of another task, which nobody has aborted: in the same slot, and in the same pooled box.</summary>
    private static void LateAbortAgainstNextJoiner(Model model)
    {
        var lab = new Lab(model);
        JoinHandle<int> handle = Waiting(lab, out OneshotSender<int> sender);
        JoinHandle<int> aborted = lab.Spawned(() => Await(handle));
        JoinHandle<int>? next = null;
        lab.Worker("worker", () =>
        {
            lab.RunAll();
            next = lab.Spawn(() => Await(handle));
            lab.RunAll();
        });
        model.Actor("aborter", aborted.Abort);
        lab.AtEnd(() =>
        {
            Assert.True(aborted.WasAborted);
            sender.TrySend(Answer);
            lab.RunAll();
            Assert.Equal(Answer, next!.GetResult());
        });
    }

    /// <summary>A shield that ends is a second aborter. One of the two ends the first wait; the other one, late, must not end the second.</summary>
    private static void EndOfShield(Model model)
    {
        var lab = new Lab(model);
        JoinHandle<int> handle = Waiting(lab, out OneshotSender<int> sender);
        AbortShield? first = null;
        JoinHandle<int> joiner = lab.Begin(async LitenTask<int> () =>
        {
            first = LitenTask.Current.ShieldFromAbort();
            try
            {
                return await handle;
            }
            catch (TaskAbortedException)
            {
                using AbortShield second = LitenTask.Current.ShieldFromAbort();
                return await handle;
            }
        });
        lab.Worker("worker", () =>
        {
            first!.Dispose();
            lab.RunAll();
        });
        model.Actor("aborter", joiner.Abort);
        lab.AtEnd(() =>
        {
            sender.TrySend(Answer);
            lab.RunAll();
            Assert.Equal(Answer, joiner.GetResult());
        });
    }

    private static JoinHandle<int> Waiting(Lab lab, out OneshotSender<int> sender)
    {
        var (send, receiver) = Oneshot.Create<int>();
        sender = send;
        return lab.Begin(async LitenTask<int> () => await receiver);
    }

    private static async LitenTask<int> Await(JoinHandle<int> handle) => await handle;

    private static async LitenTask<int> EndOf(JoinHandle<int> handle) => (await handle.JoinAsync()).IsAborted ? Outcomes.Cancelled : Answer;
}
