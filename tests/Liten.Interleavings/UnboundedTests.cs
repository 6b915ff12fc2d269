using Liten.Proof;

namespace Liten.Interleavings;

/// <summary>
/// The shortest scenarios hold in every order of their steps, whatever the number of preemptions; of the orders that differ only in
/// independent steps, one is run. Stores are not delayed here, and plain fields count as guarded by the atomics around them.
/// </summary>
public sealed class UnboundedTests
{
    /// <summary>Scenarios, and how many orders of each are not equivalent.</summary>
    public static TheoryData<string, long> Small => new()
    {
        { "ring.owner-and-thief-wrapping", 1_064 },
        { "ring.overflow-against-thief", 117 },
        { "ring.last-item", 214 },
        { "ring.thieves-of-each-other", 1_543 },
        { "park.unpark-at-any-time", 6 },
        { "park.two-unparkers", 436 },
        { "park.hand-to-hand", 1_512 },
        { "park.two-permits-are-one", 64 },
        { "park.system-calls-come-in-pairs", 6 },
        { "latch.try-against-enter", 5_132 },
        { "flag.three-set", 6 },
        { "flag.three-clear", 6 },
        { "limit.spawn-after-an-end-against-spawn", 86 },
        { "injection.is-empty-before-sleep", 18 },
        { "idle.push-against-parking-worker", 100 },
        { "idle.last-searcher-wakes-the-next", 18_485 },
        { "idle.leaving-against-wakes", 3_431 },
        { "idle.watcher-appointed-against-park", 7_585 },
        { "idle.earlier-timer-against-park", 11_574 },
        { "idle.timer-while-its-keeper-is-stuck", 174 },
        { "idle.pinned-work-against-park", 1_377 },
        { "blocking.two-spawners-at-the-maximum", 4_156 },
        { "blocking.abort-against-begin", 33 },
        { "timer.two-arm-and-next-deadline", 1_025 },
        { "timer.cancel-against-earlier-arm", 762 },
        { "timer.dispose-against-fire", 8_620 },
        { "timer.sleep-against-close", 699 },
        { "task-state.start-against-two-aborts", 12 },
        { "task-state.end-against-abort-and-joiner", 875 },
        { "task-state.start-ahead-against-start-and-abort", 25 },
        { "task-state.one-entry-is-passed-over", 20 },
        { "task-state.slot-joiner-against-end-and-abort", 53 },
        { "rendezvous.completer-against-awaiter", 16 },
        { "rendezvous.completer-against-two-awaiters", 10 },
        { "rendezvous.two-consumers-and-reuse", 45 },
        { "rendezvous.three-claims-of-a-waiting-use", 297 },
        { "rendezvous.two-claims-against-awaiter", 48 },
        { "rendezvous.stale-claims-against-reuse", 126 },
        { "join.end-against-aborted-joiner", 163 },
        { "join.late-abort-against-a-shielded-wait", 2_649 },
        { "join.end-of-a-shield-against-a-second-wait", 30 },
        { "abort.start-against-two-aborts", 280 },
        { "abort.against-the-next-user-of-a-box", 4_965 },
        { "ahead.pop-of-the-entry", 3_430 },
        { "ahead.second-turn-against-the-entry", 7 },
        { "ahead.abort-of-the-awaited", 1_651 },
        { "wait.next-use-against-late-abort", 2_641 },
        { "wait.withdrawn-against-value", 995 },
    };

    /// <summary>Those that take more than some seconds.</summary>
    public static TheoryData<string, long> Large => new()
    {
        { "limit.three-spawns-for-two-places", 99_945 },
        { "join.wait-noted-against-the-slots-owner", 39_670 },
        { "join.late-abort-against-the-next-joiner", 67_713 },
        { "join.first-of-two-handles-against-abort", 175_515 },
        { "abort.wait-that-begins-meanwhile", 79_777 },
    };

    [Theory]
    [MemberData(nameof(Large))]
    [Trait(TestDepth.Trait, TestDepth.Deep)]
    public void Large_ones_hold_in_every_order(string id, long orders) => Holds_in_every_order(id, orders);

    [Theory]
    [MemberData(nameof(Small))]
    public void Holds_in_every_order(string id, long orders)
    {
        Scenario scenario = AllScenarios.ById[id];

        ExplorationResult result = Exploration.Run(scenario, new SleepSets(), scenario.Settings with { StoreDelay = 0 }).EnsurePassed();

        Facts.Report("unbounded", id, ("complete", result.IsComplete), ("schedules", result.Schedules), ("redundant", result.Redundant), ("longest", result.LongestSchedule));
        Assert.True(result.IsComplete);
        Pins.Check(id, result.Schedules, orders, "UnboundedTests.cs");
    }
}
