namespace Liten.Testing;

/// <summary>
/// The SynchronizationContext of a world: the runtime's own, which also hears of each wait that blocks.
/// </summary>
internal sealed class WatchedContext : SynchronizationContext
{
    /// <summary>How long a blocking wait may take where others may end it (arbitrary).</summary>
    private const int MillisecondsPerLook = 50;

    private readonly SynchronizationContext _inner;

    public WatchedContext(SynchronizationContext inner)
    {
        _inner = inner;
        SetWaitNotificationRequired();
    }

    /// <summary>Whether waits that block end their schedule.</summary>
    public bool Refuses { get; set; }

    public override void Post(SendOrPostCallback d, object? state) => _inner.Post(d, state);

    public override void Send(SendOrPostCallback d, object? state) => _inner.Send(d, state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>
    /// A wait that would block. Where turns have several threads, others go on until it is over. Else nothing but
    /// another thread could end it, and there is none.
    /// </summary>
    /// <exception cref="BlockedThreadException">The wait is not over at once, and waits are refused.</exception>
    public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
    {
        if (Turn.Current is TestTurn { Scheduler.Carriers: { } carriers } turn)
        {
            if (carriers.IsOwnWait(turn))
            {
                return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
            }

            if (turn.IsRunning)
            {
                return WaitInTurn(waitHandles, waitAll, millisecondsTimeout, carriers);
            }
        }

        if (!Refuses || OutsideWatch.Current is not { } watch || millisecondsTimeout == 0)
        {
            return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
        }

        int result = WaitHelper(waitHandles, waitAll, MillisecondsPerLook);
        if (result != WaitHandle.WaitTimeout)
        {
            return result;
        }

        watch.Note(Escape.Blocking);
        throw new BlockedThreadException(watch.Escape!.ToString());
    }

    private static int WaitInTurn(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout, Carriers carriers)
    {
        int result = WaitHelper(waitHandles, waitAll, 0);
        return result != WaitHandle.WaitTimeout || millisecondsTimeout == 0
            ? result
            : carriers.Block(() => WaitHelper(waitHandles, waitAll, 0), millisecondsTimeout);
    }
}
