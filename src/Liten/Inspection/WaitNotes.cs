using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>Since when tasks have been seen in the waits they are in: what looks tell each other.</summary>
/// <remarks>
/// A wait is not dated when it begins, since that would be one more reading of the clock. Numbers stand for the waits,
/// so that nothing is kept alive.
/// </remarks>
internal sealed class WaitNotes
{
    /// <summary>So many are kept, some megabytes at most; then old ones go (arbitrary).</summary>
    private const int Most = 65_536;

    /// <summary>A note that no look has confirmed for so long goes first (arbitrary).</summary>
    private const long Stale = 60 * Nanoseconds.PerSecond;

    private readonly ConcurrentDictionary<long, Note> _notes = [];
    private AtomicCounter _count;

    /// <summary>For how long the task has been seen in what was read.</summary>
    /// <param name="task">The task.</param>
    /// <param name="reading">What it does.</param>
    /// <param name="now">When the look began.</param>
    /// <param name="clock">Tells when the reading was made, if it is the first.</param>
    public long Confirm(long task, in WaitReading reading, long now, Clock clock)
    {
        if (reading.Use is null)
        {
            return 0;
        }

        var use = (RuntimeHelpers.GetHashCode(reading.Use), reading.Version);
        bool isKnown = _notes.TryGetValue(task, out Note note);
        long first = isKnown && note.Use == use ? note.First : clock.Nanoseconds;
        _notes[task] = new Note(use, first, now);
        if (!isKnown && _count.Add(1) > Most)
        {
            Forget(now);
        }

        return Math.Max(0, now - first);
    }

    private void Forget(long now)
    {
        int kept = 0;
        foreach ((long task, Note note) in _notes)
        {
            if (now - note.Last > Stale || ++kept > Most / 2)
            {
                _notes.TryRemove(task, out _);
            }
        }

        _count.Add(_notes.Count - _count.Value);
    }

    private readonly record struct Note((int Wait, uint Version) Use, long First, long Last);
}
