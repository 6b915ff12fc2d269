namespace Liten.Interleavings;

/// <summary>
/// A thread that spins inside the library has an interrupt pending. It must not end there: whoever enters a latch, or waits for
/// somebody who is about to leave, is in the middle of what nobody else would finish.
/// </summary>
internal static class InterruptScenarios
{
    private const string Prefix = "interrupt.";

    public static IEnumerable<Scenario> All =>
    [
        Interrupted("interrupt.latch.try-against-enter", 22_400, LatchScenarios.All),
        Interrupted("interrupt.lifo.second-rescuer-while-the-owner-comes-back", 108_062, LifoScenarios.All),
        Interrupted("interrupt.injection.batch-stays-together", 7_598, InjectionScenarios.All),
        Interrupted("interrupt.task-state.end-against-abort-and-joiner", 2_473, TaskStateScenarios.All),
        Interrupted("interrupt.oneshot.send-against-cancelled-receive", 9_137, OneshotScenarios.All),
        Interrupted("interrupt.abort.wait-that-begins-meanwhile", 8_937, AbortScenarios.All),
        Interrupted("interrupt.wait.next-use-against-late-token", 2_702, WaitScenarios.All),
    ];

    /// <summary>The scenario of the same name, with one interrupt.</summary>
    private static Scenario Interrupted(string id, long schedules, IEnumerable<Scenario> scenarios)
    {
        Scenario original = scenarios.Single(scenario => Prefix + scenario.Id == id);
        return original with { Id = id, Schedules = schedules, Settings = original.Settings with { Interrupts = true } };
    }
}
