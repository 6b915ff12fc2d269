using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>The suspended calls of one owner, in a ring through their seats: listing one allocates nothing.</summary>
/// <remarks>
/// Adding and removing cost the same however many others are listed. Mutable struct: keep it in a field that is not
/// readonly.
/// <code>
/// field               written by                   read by     under
/// _first, _count      the calls, an abort          the same    _latch; IsEmpty without it
/// CallSeat.Next, ..   the calls and their          the same    _latch; a call asks for its own Next without it
///                     neighbours
/// </code>
/// </remarks>
internal struct CallList
{
    private SpinLatch _latch;
    private int _count;
    private Published<WorkItem> _first;

    /// <summary>Whether no call is listed. The answer may be outdated at once.</summary>
    public readonly bool IsEmpty => _first.Value is null;

    public void Add(WorkItem call)
    {
        ref CallSeat seat = ref call.Seat;
        _latch.Enter();
        if (_first.OwnValue is not { } next)
        {
            seat.Next = call;
            seat.Previous = call;
            _first.Set(call);
        }
        else
        {
            ref CallSeat first = ref next.Seat;
            seat.Next = next;
            seat.Previous = first.Previous;
            first.Previous!.Seat.Next = call;
            first.Previous = call;
        }

        _count++;
        _latch.Exit();
    }

    /// <summary>Takes off a call that is listed.</summary>
    public void Remove(WorkItem call)
    {
        ref CallSeat seat = ref call.Seat;
        _latch.Enter();
        WorkItem? next = ReferenceEquals(seat.Next, call) ? null : seat.Next;
        if (next is not null)
        {
            next.Seat.Previous = seat.Previous;
            seat.Previous!.Seat.Next = next;
        }

        if (ReferenceEquals(_first.OwnValue, call))
        {
            _first.Set(next);
        }

        seat.Next = null;
        seat.Previous = null;
        _count--;
        _latch.Exit();
    }

    /// <summary>
    /// Reads the waits of the first calls, as many as fit. If more are left, the ring begins with those afterwards.
    /// </summary>
    /// <param name="waits">Takes them, each with the use it was in while its call was listed and waited there.</param>
    /// <param name="left">How many calls are left to look at; <see cref="int.MaxValue"/> for all.</param>
    /// <returns>How many waits there are.</returns>
    public int ReadWaits(Span<OpenWait> waits, ref int left)
    {
        int found = 0;
        _latch.Enter();
        left = Math.Min(left, _count);
        WorkItem? call = _first.OwnValue;
        int looks = Math.Min(left, waits.Length);
        for (int i = 0; i < looks; i++)
        {
            if (OpenWait.TryRead(call!, out OpenWait wait))
            {
                waits[found++] = wait;
            }

            call = call!.Seat.Next;
        }

        left -= looks;
        if (left > 0)
        {
            _first.Set(call);
        }

        _latch.Exit();
        return found;
    }

    /// <summary>
    /// Reads the waits of some of the calls without the latch: what comes and goes meanwhile may be missing, and a wait
    /// may have ended.
    /// </summary>
    /// <param name="waits">Takes them, each with the use it was in while its call waited there.</param>
    /// <param name="owner">Whose calls they are: one that was used again for another's is passed over.</param>
    /// <returns>How many there are.</returns>
    public readonly int PeekWaits(Span<OpenWait> waits, AbortScope owner)
    {
        int found = 0;
        WorkItem? first = _first.Value;
        WorkItem? call = first;
        for (int looks = 0; call is not null && looks < waits.Length; looks++)
        {
            if (OpenWait.TryRead(call, out OpenWait wait) && ReferenceEquals(call.Owner, owner))
            {
                waits[found++] = wait;
            }

            WorkItem? next = call.Seat.Next;
            call = ReferenceEquals(next, first) ? null : next;
        }

        return found;
    }

    /// <summary>The calls whose waits <see cref="PeekWaits"/> reads.</summary>
    /// <param name="most">How many are looked at.</param>
    /// <param name="owner">Whose calls they are.</param>
    /// <param name="all">Whether those are meant as well that wait for nothing.</param>
    public readonly List<WorkItem> PeekCalls(int most, AbortScope owner, bool all)
    {
        var calls = new List<WorkItem>();
        WorkItem? first = _first.Value;
        WorkItem? call = first;
        for (int looks = 0; call is not null && looks < most; looks++)
        {
            if ((all || call.Wait is not null) && ReferenceEquals(call.Owner, owner))
            {
                calls.Add(call);
            }

            WorkItem? next = call.Seat.Next;
            call = ReferenceEquals(next, first) ? null : next;
        }

        return calls;
    }

    /// <summary>The waits that are read at once, on the stack: the latch is held for some dozen calls.</summary>
    [InlineArray(Size)]
    internal struct Batch
    {
        /// <summary>Arbitrary.</summary>
        public const int Size = 16;

        private OpenWait _first;
    }
}
