using System.Collections.Concurrent;

namespace Liten.Tests;

/// <summary>Counts the threads of one runtime, and asserts at its end that none is left.</summary>
/// <remarks>The runtime's threads get a name that no other runtime of the process has; Linux shows 15 characters of it.</remarks>
internal sealed class ThreadCensus
{
    private static int s_count;

    private readonly ConcurrentQueue<ThreadInfo> _started = new();
    private readonly ConcurrentQueue<ThreadInfo> _stopped = new();

    /// <summary>Makes the builder's runtimes part of this census.</summary>
    public ThreadCensus(RuntimeBuilder builder)
    {
        Name = $"t{Interlocked.Increment(ref s_count)}";
        builder.WorkerThreadName(Name).OnThreadStart(_started.Enqueue).OnThreadStop(_stopped.Enqueue);
    }

    /// <summary>What the threads' names begin with, followed by a dash.</summary>
    public string Name { get; }

    public IReadOnlyCollection<ThreadInfo> Started => _started;

    public IReadOnlyCollection<ThreadInfo> Stopped => _stopped;

    /// <summary>After the runtime's end: every thread that started has stopped, and the operating system has none of them any more.</summary>
    public void AssertNobodyLeft()
    {
        Assert.Equal(_started.Select(thread => thread.Name).Order(), _stopped.Select(thread => thread.Name).Order());

        // A thread is seen by the system for a moment after its last managed code has run.
        Assert.True(
            SpinWait.SpinUntil(() => SystemThreads().Length == 0, RuntimeUnderTest.Patience),
            $"Threads are left after the runtime's end: {string.Join(", ", SystemThreads())}.");
    }

    /// <summary>The runtime's threads as Linux sees them; none elsewhere.</summary>
    public string[] SystemThreads() => SystemThreads($"{Name}-");

    /// <summary>The process's threads whose names begin so, as Linux sees them; none elsewhere.</summary>
    public static string[] SystemThreads(string prefix) => OperatingSystem.IsLinux()
        ? [.. Directory.EnumerateDirectories("/proc/self/task").Select(ReadName).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))]
        : [];

    private static string ReadName(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/comm").Trim();
        }
        catch (IOException)
        {
            return ""; // It has ended since it was listed.
        }
    }
}
