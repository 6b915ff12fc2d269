using System.Diagnostics;

namespace Liten.Testing;

/// <summary>One of the threads on which the turns of a world run: it sleeps while another has the baton.</summary>
/// <remarks>
/// It is free if it runs no turn. A turn that cannot go on is stopped at a point, or blocked in a wait; either lasts
/// until the step <see cref="GoesOn"/> is chosen.
/// </remarks>
internal sealed class Carrier
{
    private readonly Parker _permit = new();
    private Carrier? _asker;
    private Func<int>? _look;
    private int _lastLook;
    private int _milliseconds;
    private long _blockedAt;

    public Carrier(TestTurn turn)
    {
        Turn = turn;
        GoesOn = new GoesOn(this);
    }

    public TestTurn Turn { get; }

    /// <summary>The step in which the stopped or blocked turn goes on; it waits among all that is ready.</summary>
    public GoesOn GoesOn { get; }

    /// <summary>Whether the wait that blocks gives up some day.</summary>
    public bool HasLimit => _milliseconds >= 0;

    /// <summary>What the wait that has blocked returns; null before it is over.</summary>
    public int? WaitResult { get; private set; }

    /// <summary>
    /// Whether its turn is stopped or blocked: what runs on the thread then is this library's, and stops nowhere.
    /// </summary>
    public bool IsHalted { get; set; }

    /// <summary>
    /// Whether the thread sleeps on behalf of the baton: what it waits for then is no wait of the code's.
    /// </summary>
    public bool IsAsleep { get; private set; }

    /// <summary>A wait blocks the turn.</summary>
    /// <param name="look">
    /// Looks once whether it is over; on this thread, as a mutex belongs to the thread that took it.
    /// </param>
    /// <param name="milliseconds">When it gives up; -1 for never.</param>
    public void Block(Func<int> look, int milliseconds)
    {
        _look = look;
        _milliseconds = milliseconds;
        _blockedAt = Stopwatch.GetTimestamp();
        WaitResult = null;
    }

    /// <summary>Whether the wait that blocks is over, for the holder of the baton.</summary>
    public bool IsWaitOver(Carrier holder, bool inRealTime)
    {
        int result = ReferenceEquals(holder, this) ? _look!() : holder.Ask(this);
        bool isOver = result != WaitHandle.WaitTimeout
            || (inRealTime && HasLimit && Stopwatch.GetElapsedTime(_blockedAt).TotalMilliseconds >= _milliseconds);
        WaitResult = isOver ? result : null;
        return isOver;
    }

    /// <summary>The wait that blocks gives up.</summary>
    public void GiveUpWait() => WaitResult = WaitHandle.WaitTimeout;

    public void Wake() => _permit.Unpark();

    /// <summary>Sleeps until it has the baton. Meanwhile the holder may ask it to look after its wait.</summary>
    public void Sleep()
    {
        Park();
        while (_asker is { } asker)
        {
            _asker = null;
            _lastLook = _look!();
            asker.Wake();
            Park();
        }
    }

    private int Ask(Carrier other)
    {
        other._asker = this;
        other.Wake();
        Park();
        return other._lastLook;
    }

    private void Park()
    {
        IsAsleep = true;
        _permit.Park();
        IsAsleep = false;
    }
}
