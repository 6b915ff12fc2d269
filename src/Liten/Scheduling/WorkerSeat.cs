namespace Liten;

/// <summary>
/// How the thread of a worker gets its worker back from a stand-in; see "Stepping aside" in README.md beside this file.
/// </summary>
/// <remarks>
/// The claim is looked at between any two turns of a stand-in, so it is a word of its own.
/// <code>
/// field      written by                       read by         under
/// _isVacant  the one who leaves or comes in   the same        _latch
/// _claimed   the worker's own thread          the stand-in    an RMW; reads: Volatile
/// </code>
/// </remarks>
internal sealed class WorkerSeat
{
    private readonly Parker _returned = new();
    private SpinLatch _latch;
    private bool _isVacant;
    private AtomicFlag _claimed;

    /// <summary>Whether the worker's own thread waits for it.</summary>
    public bool IsClaimed => _claimed.IsSet;

    /// <summary>
    /// Takes the worker if no thread has it. Otherwise the claim stands, and <see cref="Wait"/> waits.
    /// </summary>
    public bool TryTake()
    {
        _latch.Enter();
        bool taken = _isVacant;
        _isVacant = false;
        _latch.Exit();
        if (taken)
        {
            _claimed.TryClear();
        }

        return taken;
    }

    /// <summary>
    /// Asks the thread that has the worker for it. A full fence: pairs with the one of a stand-in that goes to sleep.
    /// </summary>
    public void Claim() => _claimed.TrySet();

    public void Wait() => _returned.Park();

    /// <summary>A thread leaves the worker to its own.</summary>
    public void Vacate()
    {
        _latch.Enter();
        _isVacant = true;
        _latch.Exit();
        _returned.Unpark();
    }
}
