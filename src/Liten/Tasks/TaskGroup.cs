using System.ComponentModel;

namespace Liten;

/// <summary>
/// Tasks that belong together: they can be aborted at once, and the group has ended when none of them lives any more.
/// </summary>
/// <remarks>
/// <para>
/// (1) A task that was made for the group takes a place, if they are limited. (2) It is added after it was admitted and
/// before it is queued. (3) It leaves when its handle has completed. Whoever closes the group and then aborts its
/// members misses none: one that comes later is refused, and aborted for that.
/// </para>
/// <para>
/// One call waits for the end of the group. An abort of that call's task is passed on to the members: the wait itself
/// ends only when they have unwound.
/// </para>
/// <para>User code never derives from this type.</para>
/// <code>
/// field                    written by                                  under
/// _members, PlaceInGroup   adding, leaving, moving to other room       Latch
/// _isClosed                closing, the last to leave                  Latch
/// _hasEnded                the same                                    Latch; HasEnded reads it without
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TaskGroup : AwaitSource, IAbortableWait
{
    /// <summary>Also for what a kind of group keeps beside its members.</summary>
    private protected SpinLatch Latch;

    private readonly bool _endsWithLastMember;
    private GroupMembers _members;
    private bool _isClosed;
    private AtomicFlag _hasEnded;
    private Rendezvous<WorkItem> _end;

    /// <param name="endsWithLastMember">
    /// Whether the group ends when its last member has left; else only once it has been closed.
    /// </param>
    private protected TaskGroup(bool endsWithLastMember) => _endsWithLastMember = endsWithLastMember;

    /// <summary>Room for the members; null if their number has no limit. Who leaves returns its place.</summary>
    internal TaskPlaces? Places { get; private protected init; }

    /// <summary>Whether no member lives any more, and none ever will.</summary>
    internal bool HasEnded => _hasEnded.IsSet;

    /// <summary>Why the group aborts its members, for their exceptions; null if it does not.</summary>
    internal abstract string? AbortReason { get; }

    /// <summary>Whether a task that was made for the group is a member now.</summary>
    private protected bool IsMember(AbortScope member)
    {
        Latch.Enter();
        bool isMember = _members.Contains(member);
        Latch.Exit();
        return isMember;
    }

    /// <summary>Whether the group takes no members any more: for the holder of the latch.</summary>
    private protected bool IsClosedUnsynchronized => _isClosed;

    /// <summary>How many members live: for the holder of the latch.</summary>
    private protected int LiveCountUnsynchronized => _members.Count;

    // Members.

    /// <summary>Step 1, unless the place was taken before.</summary>
    /// <exception cref="TaskLimitExceededException">There is no room.</exception>
    internal void Enter(bool hasPlace)
    {
        if (!hasPlace && Places is { } places && !places.TryTake())
        {
            throw NoRoom();
        }
    }

    /// <summary>Step 2; false if the group is closed, or the task has ended already.</summary>
    internal bool TryAdd(AbortScope member)
    {
        while (true)
        {
            Latch.Enter();
            bool isRefused = _isClosed || member.PlaceInGroup != GroupMembers.NotYet;
            bool isAdded = !isRefused && _members.TryAdd(member);
            int room = _members.Room;
            Latch.Exit();
            if (isAdded || isRefused)
            {
                return isAdded;
            }

            MoveTo(GroupMembers.Larger(room), room);
        }
    }

    /// <summary>Step 3, also for a task that could not be started.</summary>
    /// <param name="member">The task.</param>
    /// <param name="turn">The calling thread's turn if the task ends in it.</param>
    /// <param name="hasFailed">Whether it has ended with an exception, without having been aborted.</param>
    /// <param name="isAwaited">Whether somebody waited for the task, who learns its outcome.</param>
    internal void Leave(AbortScope member, Turn? turn, bool hasFailed, bool isAwaited)
    {
        if (hasFailed)
        {
            // Before it leaves: the last one to leave ends the group, and the group's outcome is known then.
            MemberFailed(member, isAwaited);
        }

        Latch.Enter();
        bool wasAdded = member.PlaceInGroup != GroupMembers.NotYet;
        bool wasMember = _members.Remove(member);
        if (wasMember || !wasAdded)
        {
            MemberLeaves(member, wasMember);
        }

        bool ends = wasMember && MustEnd(_endsWithLastMember);
        int left = _members.Count;
        int room = _members.IsRoomy ? _members.Room : 0;
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
        else if (room > 0)
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
        int end = int.MaxValue;
        do
        {
            GroupMembers.Batch batch = default;
            Span<AbortScope> members = batch;
            Latch.Enter();
            int found = _members.Read(members, ref end);
            Latch.Exit();
            foreach (AbortScope member in members[..found])
            {
                member.RequestAbort();
            }
        }
        while (end > 0);
    }

    /// <summary>Under the latch, for a group that is not closed: its members leave it and live on.</summary>
    /// <returns>How many they were.</returns>
    private protected int DetachMembers() => _members.Detach();

    /// <summary>What a spawn is refused with that finds no room.</summary>
    private protected virtual TaskLimitExceededException NoRoom() => new();

    /// <summary>A member has ended with an exception and is about to leave.</summary>
    private protected abstract void MemberFailed(AbortScope member, bool isAwaited);

    /// <summary>
    /// Under the latch: a member leaves that was not detached, or a task that could not be added. One that could not
    /// even be admitted has not ended.
    /// </summary>
    /// <param name="member">The task.</param>
    /// <param name="wasMember">Whether it had been added.</param>
    private protected virtual void MemberLeaves(AbortScope member, bool wasMember)
    {
    }

    /// <summary>A member has left.</summary>
    /// <param name="member">The member.</param>
    /// <param name="left">How many lived just after.</param>
    private protected abstract void MemberLeft(AbortScope member, int left);

    /// <summary>The task whose call waits for the end was aborted.</summary>
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
        bool ends = _members.Count == 0 && (_isClosed || isEnough) && _hasEnded.TrySet();
        _isClosed |= ends;
        return ends;
    }

    private void MoveTo(QueueSlot<AbortScope>[] room, int before)
    {
        Latch.Enter();
        _members.TryMove(room, before);
        Latch.Exit();
    }

    private void TryShrink(int room)
    {
        try
        {
            MoveTo(new QueueSlot<AbortScope>[room / 2], room);
        }
        catch (OutOfMemoryException)
        {
            // Then it stays large.
        }
    }
}
