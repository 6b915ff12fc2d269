using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>The meeting of one completer and one continuation, for one use of an object after another.</summary>
/// <remarks>
/// <para>
/// The two meet in <c>_continuation</c>: each tries to be the first to put something there, the continuation itself or
/// the mark that the end has come. The one that comes second acts: a continuation that comes after the end is woken by
/// its own thread, one that came first by the completer. So each side pays one atomic step at most. (.NET's
/// ManualResetValueTaskSourceCore meets alike.)
/// </para>
/// <para>
/// <c>_word</c> holds a phase in its low bits and a use count (version) above them. A version that is not current is
/// refused, so that no one reaches a later use of a pooled object. A source that several parties may end (value, token,
/// timeout, abort) lets them race through <see cref="TryClaim"/>; the winner writes the outcome and calls
/// <see cref="End"/>. One with a single possible completer needs no claim.
/// </para>
/// Mutable struct: keep it in a field that is not readonly.
/// <code>
/// field          written by                              read by      under
/// _continuation  awaiter or completer, who comes first   the other    CAS from null
/// _word          claimers, completer, consumer           all threads  CAS to claim and consume; else its only writer
/// </code>
/// </remarks>
internal struct Rendezvous<T>
    where T : class
{
    private const ulong PhaseMask = 3;
    private const ulong Pending = 0;
    private const ulong Claimed = 1;
    private const ulong Done = 2;
    private const ulong Consumed = 3;
    private const int VersionShift = 2;

    private object? _continuation;
    private ulong _word;

    /// <param name="uses">How often it counts as used already: for tests near the wrap of the version.</param>
    public Rendezvous(ulong uses) => _word = uses << VersionShift;

    /// <summary>The use this object is in; part of every token handed out.</summary>
    public readonly uint Version => (uint)(_word >> VersionShift);

    /// <summary>The version as another thread sees it.</summary>
    public uint ReadVersion() => (uint)(Volatile.Read(ref _word) >> VersionShift);

    /// <summary>
    /// The continuation that is registered, for a reader on any thread: which use it belongs to, the version tells that
    /// is the same before and after.
    /// </summary>
    // Acquire: pairs with TryRegister, so that the continuation is seen as it was registered.
    public readonly T? Continuation => Volatile.Read(in _continuation) as T;

    /// <summary>Whether the outcome of the given use can be read.</summary>
    /// <exception cref="InvalidOperationException">That use is over.</exception>
    public bool IsDone(uint version)
    {
        ulong word = Volatile.Read(ref _word);
        if ((uint)(word >> VersionShift) != version || (word & PhaseMask) == Consumed)
        {
            MisusedTask.ThrowAwaitedBefore();
        }

        return HasEnded(word);
    }

    /// <summary>Registers the continuation.</summary>
    /// <returns>True if the completer will wake it; false if the end has come already and the caller must.</returns>
    /// <exception cref="InvalidOperationException">
    /// There is one already, also if both come at the same instant.
    /// </exception>
    /// <remarks>
    /// A second awaiter that saw its use pending, and was held up over the end of that use, registers with the next
    /// one. It is woken at that one's end, and <see cref="Consume"/> refuses it; the awaiter of that use is refused
    /// here. So both get the exception, and none an outcome that is not its own. To take such a registration back, the
    /// end would have to take the continuation by a compare-exchange: measured, 5 ns of the 58 ns of a call that
    /// suspends.
    /// </remarks>
    public bool TryRegister(T continuation)
    {
        // Full fence: pairs with the compare-exchange in End; one of the two sees the other. Release: the completer
        // sees what was written before.
        object? before = Interlocked.CompareExchange(ref _continuation, continuation, null);
        if (before is not null && before != EndMark.Instance)
        {
            MisusedTask.ThrowAwaitedTwice();
        }

        return before is null;
    }

    /// <summary>
    /// Whether a party has claimed the use it is in: for one that holds the latch under which it waits.
    /// </summary>
    public bool IsDecided => (Volatile.Read(ref _word) & PhaseMask) != Pending;

    /// <summary>Tries to become the one party that ends the given use.</summary>
    public bool TryClaim(uint version)
    {
        ulong word = Volatile.Read(ref _word);

        // Decides between value, token, timeout and abort; pairs with the same line in the other parties. Only they
        // change a pending word, so who fails has lost.
        return (uint)(word >> VersionShift) == version
            && (word & PhaseMask) == Pending
            && Interlocked.CompareExchange(ref _word, word + Claimed, word) == word;
    }

    /// <summary>
    /// Makes the outcome readable: for the only completer or the winner of the claim, after it has written the outcome.
    /// </summary>
    /// <returns>The continuation that the caller must wake; null if there is none yet.</returns>
    public T? End()
    {
        // Acquire: pairs with TryRegister.
        object? waiting = Volatile.Read(ref _continuation);
        if (waiting is null)
        {
            // Release: pairs with the reads in HasEnded; the outcome written before is visible to who sees the mark.
            waiting = Interlocked.CompareExchange(ref _continuation, EndMark.Instance, null);
            if (waiting is null)
            {
                return null;
            }
        }

        Debug.Assert(waiting != EndMark.Instance, "A use ends once: a second end would take the mark for a call.");

        // Not before the continuation was taken: from here on the object may be consumed and used again, if not by the
        // continuation then by one that may not. No other thread writes the word before that.
        ulong word = Volatile.Read(ref _word);
        Volatile.Write(ref _word, word - (word & PhaseMask) + Done);
        return Unsafe.As<T>(waiting);
    }

    /// <summary>
    /// Takes the outcome of the given use, which must have ended: of all who try, one succeeds and the others are
    /// refused.
    /// </summary>
    /// <exception cref="InvalidOperationException">That use is over, or has not ended yet.</exception>
    public void Consume(uint version)
    {
        if (!IsDone(version))
        {
            MisusedTask.ThrowNotDone();
        }

        // After the end only consumers write the word, so it is read again: the one above may be older than the end.
        ulong word = Volatile.Read(ref _word);

        // Decides between consumers on several threads: a misuse, but the loser must not get a later outcome.
        if ((uint)(word >> VersionShift) != version
            || (word & PhaseMask) == Consumed
            || Interlocked.CompareExchange(ref _word, word | Consumed, word) != word)
        {
            MisusedTask.ThrowAwaitedBefore();
        }
    }

    /// <summary>
    /// Starts the next use. Only for the one that has consumed this one, or for an owner that has not shown it.
    /// </summary>
    public void Reset()
    {
        _continuation = null;

        // Release: pairs with the read of _word in TryClaim and IsDone; who sees the new version finds no continuation
        // of the old use.
        ulong word = Volatile.Read(ref _word);
        Volatile.Write(ref _word, ((word >> VersionShift) + 1) << VersionShift);
    }

    // Acquire: pairs with End, so that the outcome is visible after a true answer.
    private bool HasEnded(ulong word)
        => (word & PhaseMask) == Done || Volatile.Read(ref _continuation) == EndMark.Instance;
}
