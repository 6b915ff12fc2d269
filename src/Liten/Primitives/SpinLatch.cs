using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// A latch for critical sections of a few dozen instructions: one RMW to enter, one store to leave.
/// </summary>
/// <remarks>
/// A mutable struct: keep it in a field that is not <c>readonly</c> and never copy it, or every copy is a latch of
/// its own. Not reentrant, not fair, and nothing that can wait may run while it is held.
/// Entering it never throws, also on a thread that was interrupted: see <see cref="Backoff"/>.
/// <code>
/// field   written by                            read by      under
/// _taken  the entering thread, then its leaver  all threads  RMW to take, release store to give back
/// </code>
/// </remarks>
internal struct SpinLatch
{
    private const int Free = 0;
    private const int Taken = 1;

    private int _taken;

    public void Enter()
    {
        if (!TryEnter())
        {
            EnterContended();
        }
    }

    // Acquire (full fence): pairs with the release in Exit; the last holder's writes are visible from here on.
    public bool TryEnter() => Interlocked.Exchange(ref _taken, Taken) == Free;

    // Release: pairs with the RMW in TryEnter.
    public void Exit() => Volatile.Write(ref _taken, Free);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterContended()
    {
        Backoff backoff = default;
        do
        {
            backoff.Wait();
        }
        while (Volatile.Read(ref _taken) != Free || !TryEnter()); // The read keeps waiters off the holder's line.
    }
}
