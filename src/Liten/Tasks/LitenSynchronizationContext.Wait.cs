using System.Diagnostics;

namespace Liten;

/// <content>How a worker that blocks in user code tells where, without being stopped.</content>
internal sealed partial class LitenSynchronizationContext
{
    /// <summary>What WaitHelper returns when the time is over, as all of .NET's waits do.</summary>
    private const int TimedOut = 258;

    /// <summary>Taking a stack may block in turn; such a wait is nobody's business.</summary>
    [ThreadStatic]
    private static bool t_isTakingStack;

    /// <summary>Milliseconds that a wait may last before it is told where it is; 0 while nobody asks.</summary>
    private int _patience;

    /// <summary>
    /// From now on a worker that waits by .NET's means for longer than this leaves its stack where others find it: see
    /// <see cref="Turn.BlockedAt"/>. Before the first call .NET does not come here at all.
    /// </summary>
    /// <param name="milliseconds">The limit; 0 to stop.</param>
    public void WatchWaits(int milliseconds)
    {
        _patience = milliseconds;
        if (milliseconds > 0)
        {
            SetWaitNotificationRequired();
        }
    }

    /// <summary>.NET's call on a thread that is about to block.</summary>
    /// <remarks>
    /// A wait that times out has taken nothing, so that two waits, one after the other, are one longer wait.
    /// </remarks>
    public override int Wait(nint[] waitHandles, bool waitAll, int millisecondsTimeout)
    {
        int patience = _patience;
        bool isShort = patience == 0 || (millisecondsTimeout >= 0 && millisecondsTimeout <= patience);
        if (isShort || t_isTakingStack || Turn.Current is not { IsWorker: true, IsRunning: true } turn)
        {
            return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
        }

        int result = WaitHelper(waitHandles, waitAll, patience);
        return result != TimedOut
            ? result
            : WaitOn(turn, waitHandles, waitAll, millisecondsTimeout < 0 ? -1 : millisecondsTimeout - patience);
    }

    private static int WaitOn(Turn turn, nint[] waitHandles, bool waitAll, int millisecondsLeft)
    {
        // A wait inside of this one, of an APC for instance, finds the stack of the outer one when it ends.
        StackTrace? outer = turn.BlockedAt;
        turn.BlockedAt = TakeStack() ?? outer;
        try
        {
            return WaitHelper(waitHandles, waitAll, millisecondsLeft);
        }
        finally
        {
            turn.BlockedAt = outer;
        }
    }

    /// <summary>
    /// Without names and lines: who reads it finds those, on a thread that holds no locks of a user's.
    /// </summary>
    private static StackTrace? TakeStack()
    {
        t_isTakingStack = true;
        try
        {
            return new StackTrace(fNeedFileInfo: false);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
        finally
        {
            t_isTakingStack = false;
        }
    }
}
