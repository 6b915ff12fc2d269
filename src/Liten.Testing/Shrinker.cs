using System.Diagnostics;

namespace Liten.Testing;

/// <summary>Makes the deviations of a failed schedule as few and as early as it can, for the same failure.</summary>
/// <remarks>
/// After A. Zeller and R. Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", IEEE TSE 2002; before that
/// it tries whether a single deviation from the default order does.
/// </remarks>
internal sealed class Shrinker(ScheduleBody body, World world, string signature)
{
    private const int MostRuns = 2_000;
    private static readonly TimeSpan s_mostTime = TimeSpan.FromSeconds(2);

    private readonly long _begin = Stopwatch.GetTimestamp();
    private int _runs;

    private bool HasTime => _runs < MostRuns && Stopwatch.GetElapsedTime(_begin) < s_mostTime;

    public List<Deviation> Shrink(List<Deviation> deviations)
    {
        List<Deviation> best = deviations;
        if (Fails([], out List<Deviation> none))
        {
            return none;
        }

        if (best.Count > 1 && FindSingle() is { } single)
        {
            return single;
        }

        best = RemoveParts(best);
        return MoveEarlier(best);
    }

    /// <summary>The first single deviation with which the body passes, where the default order fails.</summary>
    public Deviation? FindCure()
    {
        foreach (Deviation deviation in SingleDeviations(MostRuns / 4))
        {
            if (!HasTime)
            {
                break;
            }

            if (Run([deviation]).Failure is null && world.Deviations.Count == 1)
            {
                return deviation;
            }
        }

        return null;
    }

    /// <summary>Whether the schedule passes with these deviations.</summary>
    public bool Passes(IReadOnlyList<Deviation> deviations) => Run(deviations).Failure is null;

    private List<Deviation>? FindSingle()
    {
        foreach (Deviation deviation in SingleDeviations(MostRuns / 2))
        {
            if (!HasTime)
            {
                return null;
            }

            if (Fails([deviation], out List<Deviation> taken) && taken.Count == 1)
            {
                return taken;
            }
        }

        return null;
    }

    /// <summary>Every deviation that the default order offers, the earliest first.</summary>
    private IEnumerable<Deviation> SingleDeviations(int most)
    {
        var listing = new ListingStrategy();
        _runs++;
        world.Run(body, listing);
        return listing.Alternatives.Take(most);
    }

    private List<Deviation> RemoveParts(List<Deviation> deviations)
    {
        for (int size = Math.Max(1, deviations.Count / 2); deviations.Count > 0 && size > 0;)
        {
            int count = deviations.Count;
            for (int start = 0; start < deviations.Count && HasTime;)
            {
                List<Deviation> fewer = [.. deviations];
                fewer.RemoveRange(start, Math.Min(size, fewer.Count - start));
                if (Fails(fewer, out List<Deviation> taken) && taken.Count <= fewer.Count)
                {
                    deviations = taken;
                }
                else
                {
                    start += size;
                }
            }

            size = size > 1 ? size / 2 : deviations.Count < count && HasTime ? 1 : 0;
        }

        return deviations;
    }

    private List<Deviation> MoveEarlier(List<Deviation> deviations)
    {
        for (int i = 0; i < deviations.Count; i++)
        {
            int floor = i == 0 ? 0 : deviations[i - 1].Step;
            for (int step = floor + 1; step < deviations[i].Step && HasTime; step++)
            {
                List<Deviation> moved = [.. deviations];
                moved[i] = moved[i] with { Step = step };
                if (Fails(moved, out List<Deviation> taken) && taken.Count <= deviations.Count)
                {
                    deviations = taken;
                    break;
                }
            }
        }

        return deviations;
    }

    private bool Fails(IReadOnlyList<Deviation> deviations, out List<Deviation> taken)
    {
        ScheduleOutcome outcome = Run(deviations);
        taken = [.. world.Deviations];
        return outcome.Failure is not null && outcome.Signature == signature;
    }

    private ScheduleOutcome Run(IReadOnlyList<Deviation> deviations)
    {
        _runs++;
        return world.Run(body, new ReplayStrategy(deviations));
    }
}
