using System.Runtime.CompilerServices;

namespace Liten.Interleavings;

/// <summary>What must hold at a point of a scenario. xunit's assertions would do, but cost more than the schedule around them.</summary>
internal static class Expect
{
    public static void That(bool condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        if (!condition)
        {
            // Given up at once, since an exception in a task's body or a timer's callback ends in the runtime.
            Actor.Current?.Execution.Fail("does not hold: " + what);
            throw new InvalidOperationException("does not hold: " + what);
        }
    }
}
