namespace Liten.Peers;

/// <summary>The sizes and results of the fork-join rows.</summary>
internal static class Trees
{
    public const int Children = 10;

    /// <summary>The number of spawns in fib(n).</summary>
    public static long FibSpawns(long n) => n < 2 ? 0 : 1 + FibSpawns(n - 1) + FibSpawns(n - 2);

    public static long Fib(long n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2);

    /// <summary>The number of tasks in a tree with so many leaves, each inner one with ten children.</summary>
    public static long SkynetTasks(long leaves) => leaves == 1 ? 1 : 1 + (Children * SkynetTasks(leaves / Children));
}
