namespace Liten.Interleavings;

/// <summary>Sees to it that an exploration which needs more and more memory fails, and does not fill the machine.</summary>
/// <remarks>
/// Whoever counts steps looks, and so does the waiting test, since a loop in a settled file takes no steps. The actor at its turn
/// gives the schedule up at its next access. An actor that makes no access at all cannot be stopped: then the process ends.
/// </remarks>
internal sealed class MemoryLimit(string scenario, long mostBytes)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly long _atStart = System.GC.GetTotalMemory(forceFullCollection: false);
    private long _found;
    private long _foundAt;

    /// <summary>Whether the limit was passed at some look.</summary>
    public bool IsOverdrawn => System.Threading.Volatile.Read(ref _found) != 0;

    /// <summary>Looks how much is in use now.</summary>
    public void Look()
    {
        long used = System.GC.GetTotalMemory(forceFullCollection: false) - _atStart;
        if (used > mostBytes && System.Threading.Interlocked.CompareExchange(ref _found, used, 0) == 0)
        {
            _foundAt = System.Diagnostics.Stopwatch.GetTimestamp();
        }
    }

    /// <summary>For the thread that waits for the exploration.</summary>
    public void Watch(Execution execution)
    {
        Look();
        if (IsOverdrawn && System.Diagnostics.Stopwatch.GetElapsedTime(_foundAt) > s_patience)
        {
            Environment.FailFast(Report(execution) + " An actor loops without any access to shared memory, so only the process can be ended.");
        }
    }

    /// <summary>What is wrong, and the way out.</summary>
    public string Report(Execution execution) => $"""
        scenario {scenario} needs too much memory: {System.Threading.Volatile.Read(ref _found):N0} bytes more than at its start, and it may have {mostBytes:N0}; {execution.Steps} steps into a schedule, after {execution.LastAccess}.
        Either its actors loop: then bound them, and look at the files that are settled, whose steps nobody counts.
        Or it is too large: fewer actors, fewer steps, or a larger ScenarioSettings.MostBytes.
        """;
}
