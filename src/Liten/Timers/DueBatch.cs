using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>The timers that <see cref="TimerDriver.RunDue"/> takes out of the wheel at once, on the stack.</summary>
[InlineArray(Size)]
internal struct DueBatch
{
    /// <summary>Bounds how long the driver's latch is held, to about a microsecond (arbitrary).</summary>
    public const int Size = 32;

    private object? _first;
}
