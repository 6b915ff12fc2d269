namespace Liten;

/// <summary>
/// What one worker has given to each lane: used time divided by shares, or virtual time. The lane that is behind is
/// served next.
/// </summary>
/// <remarks>
/// For the worker alone, so that nothing is shared between workers: where each of them keeps to the shares, all do. A
/// lane that had nothing to run does not save that up, and one that was kept back by its limit only a little.
/// </remarks>
/// <param name="shares">Of each lane, by index.</param>
internal sealed class LaneShares(int[] shares)
{
    /// <summary>Nanoseconds of virtual time that a lane may be behind the others (arbitrary; five slices).</summary>
    public const long MaxLag = 1_000_000;

    private readonly long[] _times = new long[shares.Length];

    /// <summary>Nanoseconds that were used and not yet counted, because the shares did not divide them.</summary>
    private readonly long[] _rests = new long[shares.Length];
    private readonly bool[] _slept = new bool[shares.Length];

    /// <summary>Where the lanes are that want to run; it never goes back.</summary>
    private long _floor;

    /// <summary>The lane had nothing to run when this worker looked.</summary>
    public void NoteSleep(int lane) => _slept[lane] = true;

    /// <summary>The virtual time of a lane that wants to run.</summary>
    public long TimeOf(int lane)
    {
        long earliest = _slept[lane] ? _floor : _floor - MaxLag;
        _slept[lane] = false;
        if (_times[lane] < earliest)
        {
            _times[lane] = earliest;
        }

        return _times[lane];
    }

    /// <summary>The earliest of all lanes that want to run.</summary>
    public void NoteEarliest(long time) => _floor = Math.Max(_floor, time);

    /// <summary>The lane has used so many nanoseconds of this worker.</summary>
    public void Charge(int lane, long nanoseconds)
    {
        (long time, _rests[lane]) = Math.DivRem(_rests[lane] + nanoseconds, shares[lane]);
        _times[lane] += time;
    }
}
