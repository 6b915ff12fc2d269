using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>Tasks that have ended, in the order in which they did: a ring whose room is made beforehand.</summary>
/// <remarks>
/// A mutable struct, unsynchronized. It never allocates by itself: who needs room brings a larger array.
/// </remarks>
internal struct FinishedTasks
{
    private QueueSlot<TaskCore>[]? _ring;
    private int _first;

    public int Count { get; private set; }

    public readonly int Room => _ring?.Length ?? 0;

    /// <summary>Adds a task, for which there must be room.</summary>
    public void Add(TaskCore task)
    {
        Debug.Assert(Count < Room, "room is made when a task is spawned");
        _ring![PlaceOf(Count++)].Value = task;
    }

    /// <summary>Takes the one that has ended first.</summary>
    public bool TryTake([NotNullWhen(true)] out TaskCore? task)
    {
        if (Count == 0)
        {
            task = null;
            return false;
        }

        ref QueueSlot<TaskCore> slot = ref _ring![_first];
        task = slot.Value!;
        slot.Value = null;
        _first = PlaceOf(1);
        Count--;
        return true;
    }

    /// <summary>Drops all; the room stays.</summary>
    public void Clear()
    {
        Array.Clear(_ring ?? []);
        _first = 0;
        Count = 0;
    }

    /// <summary>Goes on in another array, an empty one in which all of them find room.</summary>
    public void MoveTo(QueueSlot<TaskCore>[] ring)
    {
        for (int i = 0; i < Count; i++)
        {
            ring[i] = _ring![PlaceOf(i)];
        }

        _ring = ring;
        _first = 0;
    }

    private readonly int PlaceOf(int number)
    {
        int place = _first + number;
        return place < _ring!.Length ? place : place - _ring.Length;
    }
}
