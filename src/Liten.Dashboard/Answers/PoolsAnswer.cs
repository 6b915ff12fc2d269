namespace Liten;

/// <summary>The blocking pools and timers of all runtimes.</summary>
internal sealed record PoolsAnswer(IReadOnlyList<PoolAnswer> Items, double Pause);
