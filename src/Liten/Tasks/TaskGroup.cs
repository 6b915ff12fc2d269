using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// Tasks that belong together: they can be aborted at once, and the group has ended when none of them lives any more.
/// </summary>
/// <remarks>
/// <para>
/// A member is added after it was admitted and before it is queued, and leaves when its handle has completed. Whoever
/// closes the group and then aborts its members misses none: one that comes later is refused, and so aborted.
/// </para>
/// <para>
/// The end of a group is waited for by one call. An abort of the one who waits is passed on to the members: the wait
/// itself ends only when they have unwound.
/// </para>
/// <para>User code never derives from this type.</para>
/// <code>
/// field                                written by                     under
/// _members, _count                     adding, leaving, resizing      Latch
/// _isClosed, _hasEnded                 closing, the last to leave     Latch
/// TaskCore.PlaceInGroup                adding, leaving                Latch
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TaskGroup : AwaitSource, IAbortableWait
{
    /// <summary>In place of a member's place: it has not been added.</summary>
    internal const int NotYet = -1;

    private const int HasLeft = -2;
    private const int FirstRoom = 8;

    /// <summary>Also for what a kind of group keeps beside its members.</summary>
    private protected SpinLatch Latch;

    private readonly bool _endsWithLastMember;
    private QueueSlot<TaskCore>[] _members = [];
    private int _count;
    private bool _isClosed;
    private bool _hasEnded;
    private Rendezvous<WorkItem> _end;

    /// <param name="host">The runtime whose tasks they are.</param>
    /// <param name="endsWithLastMember">
    /// Whether the group ends when its last member has left; else only once it has been closed.
    /// </param>
    private protected TaskGroup(TaskHost host, bool endsWithLastMember)
    {
        Host = host;
        _endsWithLastMember = endsWithLastMember;
    }

    internal TaskHost Host { get; }

    /// <summary>Room for the members; null if their number has no limit. Who leaves returns its place.</summary>
    internal TaskPlaces? Places { get; private protected init; }

    /// <summary>Whether the group takes no members any more.</summary>
    internal bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Whether no member lives any more, and none ever will.</summary>
    internal bool HasEnded => Volatile.Read(ref _hasEnded);

    /// <summary>How many members live.</summary>
    internal int LiveCount => Volatile.Read(ref _count);

    /// <summary>Why the group aborts its members, for their exceptions; null if it does not.</summary>
    internal abstract string? AbortReason { get; }

    // Members.

    /// <summary>A task that was made for the group is about to be started: takes its place, if they are limited.</summary>
    /// <exception cref="TaskLimitExceededException">There is no room.</exception>
    internal void Enter(bool hasPlace)
    {
        if (!hasPlace && Places is { } places && !places.TryTake())
        {
            throw NoRoom();
        }
    }

    /// <summary>Takes a member; false if the group is closed, or the member has ended.</summary>
    internal bool TryAdd(TaskCore member)
    {
        while (true)
        {
            Latch.Enter();
            bool isRefused = _isClosed || member.PlaceInGroup != NotYet;
            bool isAdded = !isRefused && _count < _members.Length;
            if (isAdded)
            {
                _members[_count].Value = member;
                member.PlaceInGroup = _count++;
            }

            int room = _members.Length;
            Latch.Exit();
            if (isAdded || isRefused)
            {
                return isAdded;
            }

            Resize(room, Math.Max(FirstRoom, 2 * room));
        }
    }

    /// <summary>A member's handle has completed, or it could not be started. Once for each that has entered.</summary>
    /// <param name="member">The member.</param>
    /// <param name="turn">The calling thread's turn if the member ends in it.</param>
    /// <param name="isAwaited">Whether somebody waited for the member, who learns its outcome.</param>
    internal void Leave(TaskCore member, Turn? turn, bool isAwaited)
    {
        if (member.HasFailed || member.WasCanceled)
        {
            // Before it leaves: the last one to leave ends the group, and the group's outcome is known then.
            MemberFailed(member, isAwaited);
        }

        Latch.Enter();
        bool wasMember = member.PlaceInGroup >= 0;
        if (wasMember)
        {
            Remove(member.PlaceInGroup);
        }

        member.PlaceInGroup = HasLeft;
        int left = _count;
        int room = _members.Length;
        bool ends = wasMember && MustEnd(_endsWithLastMember);
        Latch.Exit();

        Places?.Return();
        if (wasMember)
        {
            MemberLeft(member, left);
        }

        if (ends)
        {
            End(turn);
        }
        else if (room > 8 * FirstRoom && left < room / 4)
        {
            TryShrink(room);
        }
    }

    /// <summary>From here on the group takes no members. It ends when the last one has left.</summary>
    private protected void Close()
    {
        Latch.Enter();
        _isClosed = true;
        bool ends = MustEnd(isEnough: true);
        Latch.Exit();
        if (ends)
        {
            End(turn: null);
        }
    }

    /// <summary>Aborts all members. Complete if the group was closed before.</summary>
    private protected void AbortMembers()
    {
        // Downwards: a place is refilled from the end only, so none is passed over.
        int end = int.MaxValue;
        do
        {
            Batch batch = default;
            int found = ReadMembers(batch, ref end);
            for (int i = 0; i < found; i++)
            {
                batch[i].RequestAbort();
            }
        }
        while (end > 0);
    }

    /// <summary>What a spawn is refused with that finds no room.</summary>
    private protected virtual TaskLimitExceededException NoRoom() => new();

    /// <summary>A member has ended with an exception and is about to leave.</summary>
    private protected abstract void MemberFailed(TaskCore member, bool isAwaited);

    /// <summary>A member has left.</summary>
    /// <param name="member">The member.</param>
    /// <param name="left">How many lived just after.</param>
    private protected abstract void MemberLeft(TaskCore member, int left);

    /// <summary>The call that waits for the end was aborted, or another one of its task.</summary>
    private protected abstract void OwnerAborted();

    /// <summary>A call waits for the end now.</summary>
    private protected virtual void OnAwaited()
    {
    }

    // The wait for the end.

    internal sealed override bool IsDone(uint token) => _end.IsDone(token);

    internal sealed override void OnDone(WorkItem continuation)
    {
        AbortScope? owner = continuation.NoteWait(this);

        // A full fence between noting the wait and looking for an abort: see CallSeat.
        if (!_end.TryRegister(continuation))
        {
            continuation.Seat.Forget();
            continuation.Wake();
        }
        else if (owner is { MustStop: true })
        {
            OwnerAborted();
        }
        else
        {
            OnAwaited();
        }
    }

    uint IAbortableWait.ReadVersion() => _end.ReadVersion();

    void IAbortableWait.Abort(uint version, AbortScope owner) => OwnerAborted();

    WaitTarget IAbortableWait.Describe() => DescribeMembers();

    private protected WaitTarget DescribeMembers() => new(WaitKind.Group, $"the members of {this}");

    private void End(Turn? turn)
    {
        if (_end.End() is not { } waiter)
        {
            return;
        }

        waiter.Seat.Forget();
        if (turn is null || !turn.TryGoOnWith(waiter))
        {
            waiter.Wake();
        }
    }

    /// <summary>Under the latch: whether the caller must end the group.</summary>
    private bool MustEnd(bool isEnough)
    {
        bool ends = _count == 0 && (_isClosed || isEnough) && !_hasEnded;
        _hasEnded |= ends;
        _isClosed |= ends;
        return ends;
    }

    private void Remove(int place)
    {
        TaskCore last = _members[--_count].Value!;
        _members[_count].Value = null;
        if (place != _count)
        {
            _members[place].Value = last;
            last.PlaceInGroup = place;
        }
    }

    private int ReadMembers(Span<TaskCore> members, ref int end)
    {
        Latch.Enter();
        end = Math.Min(end, _count);
        int begin = Math.Max(0, end - members.Length);
        int found = end - begin;
        for (int i = 0; i < found; i++)
        {
            members[i] = _members[begin + i].Value!;
        }

        end = begin;
        Latch.Exit();
        return found;
    }

    private void TryShrink(int room)
    {
        try
        {
            Resize(room, room / 2);
        }
        catch (OutOfMemoryException)
        {
            // Then it stays large.
        }
    }

    /// <summary>Nothing, if another thread has done it meanwhile.</summary>
    private void Resize(int from, int to)
    {
        var members = new QueueSlot<TaskCore>[to];
        Latch.Enter();
        if (_members.Length == from && _count <= to)
        {
            Array.Copy(_members, members, _count);
            _members = members;
        }

        Latch.Exit();
    }

    /// <summary>The members that are aborted at once, on the stack: the latch is held for some dozen.</summary>
    [InlineArray(16)]
    private struct Batch
    {
        private TaskCore _first;
    }
}
