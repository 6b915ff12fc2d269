namespace Liten.Tests;

/// <summary>
/// Runs each body once per round, each on a thread of its own, all of them at about the same round: whoever is ahead spins a
/// little and then goes on. No thread ever waits for another, so a machine that is busy makes the race milder but not longer.
/// </summary>
internal static class Race
{
    /// <summary>A microsecond or two: enough for a thread that runs, and not worth while for one that does not.</summary>
    private const int SpinsForTheOthers = 50;

    public static void Run(int rounds, params Action<int>[] bodies)
    {
        PaddedInt32[] done = new PaddedInt32[bodies.Length];
        WatchedThreads.Run(() => Sum(done), [.. bodies.Select((body, me) => (Action)(() =>
        {
            for (int round = 0; round < rounds; round++)
            {
                body(round);
                Volatile.Write(ref done[me].Value, round + 1);
                for (int spin = 0; spin < SpinsForTheOthers && IsAhead(done, round); spin++)
                {
                    Thread.SpinWait(5);
                }
            }
        }))]);
    }

    private static bool IsAhead(PaddedInt32[] done, int round)
    {
        for (int i = 0; i < done.Length; i++)
        {
            if (Volatile.Read(ref done[i].Value) <= round)
            {
                return true;
            }
        }

        return false;
    }

    private static long Sum(PaddedInt32[] done)
    {
        long sum = 0;
        for (int i = 0; i < done.Length; i++)
        {
            sum += Volatile.Read(ref done[i].Value);
        }

        return sum;
    }
}
