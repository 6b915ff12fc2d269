namespace Liten;

/// <summary>
/// The meeting of one completer and one continuation, in one word: a phase in the low bits and a use count (version) above them.
/// </summary>
/// <remarks>
/// <para>
/// Whoever comes second acts: a continuation that registers after the end is woken by its own thread, one that came first is
/// woken by the completer. Each side pays one atomic step. The version makes a claim that was meant for an earlier use of a
/// pooled object fail.
/// </para>
/// <para>
/// A source with a single possible completer calls <see cref="TryEnd"/>. One that several parties may end (value, token,
/// timeout, abort) lets them race through <see cref="TryClaim"/>; the winner writes the outcome and calls <see cref="TryEnd"/>.
/// </para>
/// Mutable struct: keep it in a field that is not readonly.
/// </remarks>
internal struct Rendezvous
{
    private const ulong PhaseMask = 7;
    private const ulong Pending = 0;
    private const ulong Waiting = 1;
    private const ulong Claimed = 2;
    private const ulong ClaimedWaiting = 3;
    private const ulong Done = 4;
    private const ulong Consumed = 5;
    private const int VersionShift = 3;

    private ulong _word;

    /// <summary>The use this object is in; part of every token handed out.</summary>
    public readonly uint Version => (uint)(_word >> VersionShift);

    /// <summary>The version as another thread sees it.</summary>
    public uint ReadVersion() => (uint)(Volatile.Read(ref _word) >> VersionShift);

    /// <summary>Whether the outcome of the given use can be read.</summary>
    public bool IsDone(uint version)
    {
        // Acquire: pairs with TryEnd and EndAwaited, so that the outcome is visible after a true answer.
        ulong word = Volatile.Read(ref _word);
        if ((uint)(word >> VersionShift) != version)
        {
            ThrowReused();
        }

        ulong phase = word & PhaseMask;
        if (phase == Consumed)
        {
            ThrowReused();
        }

        return phase == Done;
    }

    /// <summary>Registers the continuation that the caller has stored beside this word.</summary>
    /// <returns>True if the completer will wake it; false if the end has come already and the caller must.</returns>
    public bool TryRegister()
    {
        while (true)
        {
            ulong word = Volatile.Read(ref _word);
            ulong next;
            switch (word & PhaseMask)
            {
                case Pending:
                    next = word + Waiting;
                    break;
                case Claimed:
                    next = word - Claimed + ClaimedWaiting;
                    break;
                case Done:
                    return false;
                default:
                    ThrowAwaitedTwice();
                    return false;
            }

            // Release: the continuation stored before is visible to the completer, whose compare-exchange this pairs with.
            if (Interlocked.CompareExchange(ref _word, next, word) == word)
            {
                return true;
            }
        }
    }

    /// <summary>Tries to become the one party that ends the given use.</summary>
    public bool TryClaim(uint version)
    {
        while (true)
        {
            ulong word = Volatile.Read(ref _word);
            ulong phase = word & PhaseMask;
            if ((uint)(word >> VersionShift) != version || phase > Waiting)
            {
                return false;
            }

            ulong next = word - phase + (phase == Waiting ? ClaimedWaiting : Claimed);

            // Decides between value, token, timeout and abort; pairs with the same line in the other parties.
            if (Interlocked.CompareExchange(ref _word, next, word) == word)
            {
                return true;
            }
        }
    }

    /// <summary>
    /// Makes the outcome readable, unless a continuation waits. For the only completer or the winner of the claim, after it has
    /// written the outcome.
    /// </summary>
    /// <returns>False if a continuation waits: the caller must take it, call <see cref="EndAwaited"/>, and wake it.</returns>
    public bool TryEnd()
    {
        ulong word = Volatile.Read(ref _word);
        ulong phase = word & PhaseMask;

        // Full fence: pairs with the compare-exchange in TryRegister; one of the two sees the other.
        return phase is Pending or Claimed && Interlocked.CompareExchange(ref _word, word - phase + Done, word) == word;
    }

    /// <summary>
    /// Makes the outcome readable: for whoever has taken the continuation. It must not be looked for later, because from here on
    /// the object may be consumed and used again, if not by the continuation then by somebody who may not.
    /// </summary>
    public void EndAwaited()
    {
        // Nobody else writes the word any more: who ends this use is settled, and so is who is woken.
        ulong word = Volatile.Read(ref _word);
        Volatile.Write(ref _word, word - (word & PhaseMask) + Done);
    }

    /// <summary>Takes the outcome of the given use, which must have ended: of all who try, one succeeds and the others are refused.</summary>
    public void Consume(uint version)
    {
        ulong word = Volatile.Read(ref _word);
        if ((uint)(word >> VersionShift) != version || (word & PhaseMask) == Consumed)
        {
            ThrowReused();
        }

        if ((word & PhaseMask) != Done)
        {
            ThrowNotDone();
        }

        // Decides between consumers on several threads: a misuse, but one that must not hand the outcome of a later use to anybody.
        if (Interlocked.CompareExchange(ref _word, word - Done + Consumed, word) != word)
        {
            ThrowReused();
        }
    }

    /// <summary>Starts the next use. Only for the one that has consumed this one, or for an owner that has shown it to nobody.</summary>
    public void Reset()
    {
        ulong word = Volatile.Read(ref _word);
        Volatile.Write(ref _word, ((word >> VersionShift) + 1) << VersionShift);
    }

    /// <summary>For whoever keeps the continuation, when there is one already.</summary>
    public static void ThrowAwaitedTwice() => throw new InvalidOperationException(
        "This LitenTask is already being awaited. A LitenTask may be awaited only once; use AsTask() to get a Task that can be awaited many times.");

    private static void ThrowReused() => throw new InvalidOperationException(
        "This LitenTask was already awaited. A LitenTask may be awaited only once; use AsTask() to get a Task that can be awaited many times.");

    private static void ThrowNotDone() => throw new InvalidOperationException(
        "This LitenTask has not completed. Await it, or use Runtime.BlockOn or AsTask() to wait for it from synchronous code.");
}
