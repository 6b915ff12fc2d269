namespace Replay.Bugs;

/// <summary>What the bugs fail by, without a test framework.</summary>
public static class Expect
{
    public static void Equal<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new UnexpectedException($"Expected {expected}, but it is {actual}.");
        }
    }
}
