using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// The living members of a group, each at a place that it knows, so that adding and removing one costs the same however
/// many there are.
/// </summary>
/// <remarks>
/// Mutable struct: keep it in a field that is not readonly. The group's latch guards it. Room is allocated outside of
/// the latch and then handed in.
/// </remarks>
internal struct GroupMembers
{
    /// <summary>In place of a member's place: it has not been added.</summary>
    public const int NotYet = 0;

    /// <summary>In place of a member's place: it has left, or was refused.</summary>
    public const int Left = -1;

    private const int FirstRoom = 8;

    private QueueSlot<AbortScope>[]? _places;

    public int Count { get; private set; }

    public readonly int Room => _places?.Length ?? 0;

    /// <summary>Whether much more room is kept than the members need.</summary>
    public readonly bool IsRoomy => Room > 8 * FirstRoom && Count < Room / 4;

    /// <summary>Allocates more room than there was, outside of the latch.</summary>
    public static QueueSlot<AbortScope>[] Larger(int room)
        => new QueueSlot<AbortScope>[Math.Max(FirstRoom, 2 * room)];

    /// <summary>Takes new room, unless another thread has changed it meanwhile or it is too small.</summary>
    public void TryMove(QueueSlot<AbortScope>[] room, int before)
    {
        if (Room == before && Count <= room.Length)
        {
            _places.AsSpan(0, Count).CopyTo(room);
            _places = room;
        }
    }

    /// <summary>Adds a member; false if there is no room.</summary>
    public bool TryAdd(AbortScope member)
    {
        if (Count == Room)
        {
            return false;
        }

        _places![Count++].Value = member;
        member.PlaceInGroup = Count;
        return true;
    }

    /// <summary>Whether it is a member: one that was detached knows a place, but others may have come there.</summary>
    public readonly bool Contains(AbortScope member)
    {
        int place = member.PlaceInGroup;
        return place > NotYet && place <= Count && ReferenceEquals(_places![place - 1].Value, member);
    }

    /// <summary>Removes a member, if it is one. It is none from here on.</summary>
    public bool Remove(AbortScope member)
    {
        bool isMember = Contains(member);
        int place = member.PlaceInGroup;
        member.PlaceInGroup = Left;
        if (!isMember)
        {
            return false;
        }

        ref AbortScope? last = ref _places![--Count].Value;
        if (place <= Count)
        {
            last!.PlaceInGroup = place;
            _places[place - 1].Value = last;
        }

        last = null;
        return true;
    }

    /// <summary>All members are none from here on: in one step for any number, and they are not told.</summary>
    /// <returns>How many they were.</returns>
    public int Detach()
    {
        int count = Count;
        _places = null;
        Count = 0;
        return count;
    }

    /// <summary>Reads members downwards. A place is refilled from the end only, so none is passed over.</summary>
    /// <param name="members">Takes them, as many as fit.</param>
    /// <param name="end">
    /// Where to go on: <see cref="int.MaxValue"/> at first, 0 when all were read.
    /// </param>
    /// <returns>How many were read.</returns>
    public readonly int Read(Span<AbortScope> members, ref int end)
    {
        end = Math.Min(end, Count);
        int found = Math.Min(end, members.Length);
        end -= found;
        for (int i = 0; i < found; i++)
        {
            members[i] = _places![end + i].Value!;
        }

        return found;
    }

    /// <summary>Members that are read at once, on the stack: the latch is held for some dozen.</summary>
    [InlineArray(16)]
    internal struct Batch
    {
        private AbortScope _first;
    }
}
