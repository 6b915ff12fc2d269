namespace Liten.Peers;

internal static class Check
{
    public static void Equal(long actual, long expected)
    {
        if (actual != expected)
        {
            throw new InvalidOperationException($"A row gave {actual} where {expected} is right.");
        }
    }

    /// <summary>The sum of the numbers below a count.</summary>
    public static long SumBelow(long count) => count * (count - 1) / 2;
}
