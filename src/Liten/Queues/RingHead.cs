namespace Liten;

/// <summary>
/// The head of a <see cref="WorkStealingQueue{T}"/> as one word: where the unclaimed items begin
/// (<see cref="Real"/>), and where the items begin that a thief is still copying (<see cref="Steal"/>).
/// </summary>
/// <remarks>
/// Steal == Real: no thief is at work. Both run through all 32 bits and wrap; only differences mean anything. 32 bits
/// instead of the 8 that 256 slots need, so that a CAS cannot mistake a head for the same head some laps later.
/// </remarks>
internal readonly struct RingHead
{
    private readonly ulong _word;

    public RingHead(uint steal, uint real) => _word = ((ulong)steal << 32) | real;

    private RingHead(ulong word) => _word = word;

    public uint Steal => (uint)(_word >> 32);

    public uint Real => (uint)_word;

    public bool HasActiveThief => Steal != Real;

    public ulong Word => _word;

    // Acquire: pairs with the CAS in TryReplace. A thread that sees a head sees that the thread which moved it is done
    // with the slots before it.
    public static RingHead Read(ref ulong location) => new(Volatile.Read(ref location));

    /// <summary>The head after the owner took one item: an active thief's mark stays where it is.</summary>
    public RingHead AfterPop() => unchecked(new(HasActiveThief ? Steal : Real + 1, Real + 1));

    /// <summary>The head after a thief claimed items which it has not copied yet.</summary>
    public RingHead AfterClaim(uint count) => unchecked(new(Steal, Real + count));

    /// <summary>The head after that thief is done, wherever the owner has got to meanwhile.</summary>
    public RingHead AfterCopy() => new(Real, Real);

    // Full fence. Release: pairs with Read. Acquire: the slots behind the new head are read after it, not before; pairs
    // with the release in WorkStealingQueue.Publish or the last TryReplace.
    public bool TryReplace(ref ulong location, RingHead next) =>
        Interlocked.CompareExchange(ref location, next._word, _word) == _word;
}
