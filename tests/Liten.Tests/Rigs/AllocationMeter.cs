namespace Liten.Tests;

/// <summary>Counts the bytes that code allocates on the calling thread, once it is warm.</summary>
internal static class AllocationMeter
{
    /// <summary>Enough that a single stray allocation, such as the JIT's, is far below one per round.</summary>
    private const int Rounds = 2000;

    /// <summary>Fails if the code allocates in the steady state.</summary>
    public static void AssertNone(Action code, int rounds = Rounds) => Assert.Equal(0, PerRound(code, rounds));

    /// <summary>Bytes per round: the least of several series, so that what the runtime itself allocates once does not count.</summary>
    public static long PerRound(Action code, int rounds = Rounds)
    {
        long least = long.MaxValue;
        for (int series = 0; series < 5; series++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < rounds; i++)
            {
                code();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return (least + rounds - 1) / rounds;
    }
}
