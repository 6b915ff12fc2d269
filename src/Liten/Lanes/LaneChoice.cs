namespace Liten;

/// <summary>Which lane a worker serves next: the one that is behind, or one that must keep to its target.</summary>
/// <remarks>For the worker alone.</remarks>
internal sealed class LaneChoice
{
    /// <summary>
    /// Nanoseconds of virtual time that a lane may run ahead of its share to keep to its target: what makes a flood of
    /// it give way (arbitrary; five slices).
    /// </summary>
    private const long MaxAdvance = 1_000_000;

    private readonly Lane[] _lanes;
    private readonly bool _hasTargets;

    /// <param name="all">The lanes of the runtime.</param>
    /// <param name="worker">The number of the worker.</param>
    public LaneChoice(Lane[] all, int worker)
    {
        _lanes = [.. all.Where(lane => lane.Workers[worker])];
        _hasTargets = all.Any(static lane => lane.Options.Latency is not null);
        Shares = new LaneShares([.. all.Select(static lane => lane.Options.Shares)]);
    }

    public LaneShares Shares { get; }

    /// <summary>After <see cref="Next"/>: which lanes have more than this worker takes now.</summary>
    public List<Lane> Others { get; } = [];

    /// <summary>Whether a lane of this worker's would have something to do for it.</summary>
    public bool AnyWanting => Array.Exists(_lanes, static lane => lane.WantsWorker);

    /// <summary>The lane to be served next, or null.</summary>
    public Lane? Next(long now)
    {
        Others.Clear();
        Lane? next = null;
        long best = long.MaxValue;
        long earliest = long.MaxValue;
        foreach (Lane lane in _lanes)
        {
            if (lane.Queued == 0)
            {
                Shares.NoteSleep(lane.Index);
                continue;
            }

            if (lane.IsFull)
            {
                continue;
            }

            long time = Math.Min(Shares.TimeOf(lane.Index), Shares.TimeOf(lane.NextPayer - 1));
            earliest = Math.Min(earliest, time);
            time -= lane.DueAt <= now ? MaxAdvance : 0;
            Others.Add(lane);
            if (time < best)
            {
                best = time;
                next = lane;
            }
        }

        return next is null ? null : Chosen(next, earliest);
    }

    /// <summary>Between two turns: whether another lane must be served now to keep to its target.</summary>
    public bool HasDue(Lane served, long now)
    {
        if (!_hasTargets)
        {
            return false;
        }

        foreach (Lane lane in _lanes)
        {
            if (lane != served && lane.DueAt <= now && !lane.IsFull)
            {
                return true;
            }
        }

        return false;
    }

    private Lane Chosen(Lane lane, long earliest)
    {
        Shares.NoteEarliest(earliest);
        if (lane.Queued <= 1)
        {
            Others.Remove(lane);
        }

        return lane;
    }
}
