namespace Liten;

/// <summary>Which of the threads inside <c>BlockOn</c> drives a current-thread runtime; the others wait.</summary>
/// <remarks>
/// <code>
/// field       written by          read by         under
/// _isTaken    entering, leaving   the same        _latch
/// _waiting    entering, leaving   the same        _latch
/// </code>
/// </remarks>
internal sealed class DriverSeat
{
    private readonly List<Parker> _waiting = [];
    private SpinLatch _latch;
    private bool _isTaken;

    /// <summary>Takes the seat if it is free; else the thread is called when it may try again.</summary>
    public bool TryTake(Parker waiter)
    {
        _latch.Enter();
        try
        {
            bool becomes = !_isTaken;
            _isTaken = true;
            if (!becomes && !_waiting.Contains(waiter))
            {
                _waiting.Add(waiter);
            }

            return becomes;
        }
        finally
        {
            _latch.Exit();
        }
    }

    /// <summary>The driver leaves, and one of those that wait is called.</summary>
    public void Leave()
    {
        _latch.Enter();
        _isTaken = false;
        Parker? next = TakeWaiting();
        _latch.Exit();
        next?.Unpark();
    }

    /// <summary>
    /// A waiter that leaves may have been handed the driver's place just now; then it must hand it on.
    /// </summary>
    public void StopWaiting(Parker waiter)
    {
        _latch.Enter();
        _waiting.Remove(waiter);
        Parker? next = _isTaken ? null : TakeWaiting();
        _latch.Exit();
        next?.Unpark();
    }

    private Parker? TakeWaiting()
    {
        if (_waiting.Count == 0)
        {
            return null;
        }

        Parker first = _waiting[0];
        _waiting.RemoveAt(0);
        return first;
    }
}
