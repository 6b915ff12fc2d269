using System.Reflection;

namespace Liten;

/// <summary>Reads what a page shows, when it is asked for.</summary>
/// <remarks>Thread safety: all members may be used from any thread.</remarks>
internal sealed class DashboardReader
{
    private static readonly string s_process
        = $"{Assembly.GetEntryAssembly()?.GetName().Name ?? "program"} · {Environment.ProcessId}";

    private readonly RuntimeDirectory _directory;
    private readonly bool _allowAbort;
    private readonly Throttled<IReadOnlyList<CycleAnswer>> _cycles;
    private readonly Throttled<WaitsAnswer> _waits;
    private readonly Throttled<GraphAnswer> _graph;
    private readonly Throttled<PoolsAnswer> _pools;

    public DashboardReader(RuntimeDirectory directory, bool allowAbort)
    {
        _directory = directory;
        _allowAbort = allowAbort;
        _cycles = new(() => CycleReader.Read(_directory.All));
        _waits = new(() => PrimitiveList.Read(_directory.All));
        _graph = new(() => GraphReader.Read(_directory.All, _cycles.Get()));
        _pools = new(() => PoolReader.Read(_directory.All));
    }

    /// <summary>The runtime of a number; the first one if no number is given; null if there is none.</summary>
    public WatchedRuntime? FindRuntime(long? number) => number is null
        ? _directory.All is [var first, ..] ? first : null
        : _directory.All.FirstOrDefault(runtime => runtime.Number == number);

    public OverviewAnswer ReadOverview(long since)
    {
        (WatchedRuntime Runtime, RuntimeMetrics Metrics)[] runtimes
            = [.. _directory.All.Select(static runtime => (runtime, runtime.History.Look()))];
        return new OverviewAnswer(
            DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            s_process,
            _allowAbort,
            Findings.Find(runtimes, _cycles.Get()),
            [.. runtimes.Select(it => RuntimeReader.Read(it.Runtime, it.Metrics, since))]);
    }

    public TaskAnswer? ReadTask(long id) => OneTaskReader.Read(id, _directory.All, _cycles.Get());

    public WaitsAnswer ReadWaits() => _waits.Get() with { Pause = _waits.Pause };

    public GraphAnswer ReadGraph() => _graph.Get() with { Pause = _graph.Pause };

    public PoolsAnswer ReadPools() => _pools.Get() with { Pause = _pools.Pause };

    public void WriteDump(TextWriter writer)
    {
        foreach (WatchedRuntime runtime in _directory.All)
        {
            runtime.Runtime.WriteTaskDump(writer);
            writer.WriteLine();
        }
    }

    public bool TryAbort(long id) => _directory.All.Any(runtime => runtime.Runtime.TryAbort(id));
}
