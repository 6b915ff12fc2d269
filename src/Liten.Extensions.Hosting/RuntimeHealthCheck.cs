using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Liten;

/// <summary>Judges a runtime by what its counters have done since the check before.</summary>
/// <remarks>
/// A worker is stuck when it was awake for the whole time, and neither its turns nor its sleeps were counted on. What
/// is queued waits, by estimate, as long as the turns since the last check took for as many items.
/// </remarks>
internal sealed class RuntimeHealthCheck(HostedRuntime hosted, TimeSpan stuckAfter, TimeSpan queueAge) : IHealthCheck
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, WorkerMetrics> _since = [];
    private (long At, long Polls)? _before;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(Check(context.Registration.FailureStatus, Stopwatch.GetTimestamp()));

    private HealthCheckResult Check(HealthStatus unhealthy, long now)
    {
        if (hosted.IsStopping || hosted.RuntimeIfBuilt is not { } runtime)
        {
            string state = hosted.IsStopping ? "stops or has stopped" : "has not started";
            return new(unhealthy, $"The runtime {hosted.Name} {state}.");
        }

        RuntimeMetrics metrics = runtime.Metrics;
        string[] stuck;
        TimeSpan age;
        lock (_lock)
        {
            stuck = [.. metrics.Workers.Where(IsStuck).Select(static worker => worker.Name)];
            age = EstimateQueueAge(metrics, now);
        }

        if (stuck.Length > 0)
        {
            return new(
                unhealthy, $"For {stuckAfter} or longer these workers run one turn: {string.Join(", ", stuck)}.");
        }

        if (age >= queueAge)
        {
            return HealthCheckResult.Degraded($"What is queued waits for about {age}.");
        }

        return hosted.MaxTasks is { } most && metrics.AliveTasks > 0.9 * most
            ? HealthCheckResult.Degraded($"{metrics.AliveTasks} of at most {most} tasks are alive.")
            : HealthCheckResult.Healthy($"{metrics.AliveTasks} tasks are alive.");
    }

    private bool IsStuck(WorkerMetrics worker)
    {
        if (_since.TryGetValue(worker.Name, out WorkerMetrics? since)
            && (since.Polls, since.Parks) == (worker.Polls, worker.Parks))
        {
            return worker.BusyTime - since.BusyTime >= stuckAfter;
        }

        _since[worker.Name] = worker;
        return false;
    }

    private TimeSpan EstimateQueueAge(RuntimeMetrics metrics, long now)
    {
        long polls = metrics.Workers.Sum(static worker => worker.Polls);
        (long At, long Polls)? before = _before;
        _before = (now, polls);
        long queued = metrics.InjectionQueueDepth + metrics.Workers.Sum(static worker => (long)worker.LocalQueueDepth);
        return before is { } last && queued > 0
            ? Stopwatch.GetElapsedTime(last.At, now) * ((double)queued / Math.Max(1, polls - last.Polls))
            : TimeSpan.Zero;
    }
}
