namespace Liten.Tests.Combinations;

/// <summary>Waits for what has no signal of its own.</summary>
internal static class Waiting
{
    /// <summary>Longer than the table waits for a cell: its dump comes first, and this only ends the spinning after it.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public static void Until(Func<bool> condition)
    {
        long start = Environment.TickCount64;
        SpinWait spin = default;
        while (!condition())
        {
            spin.SpinOnce(sleep1Threshold: -1);
            if (Environment.TickCount64 - start > s_patience.TotalMilliseconds)
            {
                throw new TimeoutException("What was waited for did not come.");
            }
        }
    }
}
