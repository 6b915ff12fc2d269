using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Liten;

/// <summary>One runtime of a host, from its first use to its end.</summary>
internal sealed class HostedRuntime : IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan s_drainTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_shutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>To unwind in after the host's time is over.</summary>
    private static readonly TimeSpan s_lastMoment = TimeSpan.FromSeconds(1);

    private readonly Lazy<Runtime> _runtime;
    private readonly Lazy<LitenRuntimeOptions> _options;
    private readonly ILogger _logger;
    private readonly IMeterFactory? _meters;
    private readonly UnhandledExceptionLog _unhandled;
    private volatile bool _isStopping;

    public HostedRuntime(
        string name,
        IOptionsMonitor<LitenRuntimeOptions> options,
        ILoggerFactory loggers,
        IMeterFactory? meters = null)
    {
        Name = name;
        _meters = meters;
        _logger = loggers.CreateLogger($"Liten.Runtime.{name}");
        _unhandled = new UnhandledExceptionLog(_logger);
        _options = new(() => options.Get(name));
        _runtime = new(Build);
    }

    public string Name { get; }

    /// <summary>Built by who asks first: the start of the host, as a rule. Before that it has no threads.</summary>
    /// <exception cref="OptionsValidationException">The options are wrong.</exception>
    public Runtime Runtime => _runtime.Value;

    public Runtime? RuntimeIfBuilt => _runtime.IsValueCreated ? _runtime.Value : null;

    public bool IsStopping => _isStopping;

    /// <summary>The limit of tasks that was configured, or null.</summary>
    public int? MaxTasks => _options.Value.MaxTasks;

    /// <summary>Drains the runtime, shuts it down, and tells what was left.</summary>
    /// <param name="hostsTime">Cancelled when the host's time is over.</param>
    public async Task StopAsync(CancellationToken hostsTime)
    {
        _isStopping = true;
        if (RuntimeIfBuilt is not { } runtime)
        {
            return;
        }

        await DrainAsync(runtime, _options.Value.DrainTimeout ?? s_drainTimeout, hostsTime).ConfigureAwait(false);
        ShutdownReport report = await ShutDownAsync(
            runtime, _options.Value.ShutdownTimeout ?? s_shutdownTimeout, hostsTime).ConfigureAwait(false);
        foreach (UnfinishedTask task in report.AbandonedTasks.Concat(report.UnfinishedBlockingJobs))
        {
            _logger.Abandoned(task);
        }

        await _unhandled.CloseAsync().ConfigureAwait(false);
    }

    /// <summary>For a host that was not started or stopped; after a stop nothing is left to do.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        if (RuntimeIfBuilt is { } runtime)
        {
            await runtime.DisposeAsync().ConfigureAwait(false);
            await _unhandled.CloseAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _isStopping = true;
        RuntimeIfBuilt?.Dispose();
        _unhandled.Close();
    }

    private async Task DrainAsync(Runtime runtime, TimeSpan limit, CancellationToken hostsTime)
    {
        _logger.Draining(runtime.Metrics.AliveTasks, limit);
        Task<DrainReport> drain = runtime.DrainAsync(limit).AsTask();
        await ((Task)drain.WaitAsync(hostsTime)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!drain.IsCompletedSuccessfully)
        {
            _logger.DrainCut();
        }
        else if (drain.Result is { IsComplete: true } report)
        {
            _logger.Drained(report.CompletedTasks);
        }
        else
        {
            _logger.DrainIncomplete(drain.Result.CompletedTasks, drain.Result);
        }
    }

    private static async Task<ShutdownReport> ShutDownAsync(
        Runtime runtime, TimeSpan limit, CancellationToken hostsTime)
    {
        if (hostsTime.IsCancellationRequested)
        {
            return await runtime.ShutdownAsync(s_lastMoment).ConfigureAwait(false);
        }

        Task<ShutdownReport> end = runtime.ShutdownAsync(limit).AsTask();
        await ((Task)end.WaitAsync(hostsTime)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // The shutdown goes on beyond the host's time. A second caller has its own patience and is told what lives.
        return end.IsCompleted
            ? await end.ConfigureAwait(false)
            : await runtime.ShutdownAsync(s_lastMoment).ConfigureAwait(false);
    }

    private Runtime Build()
    {
        LitenRuntimeOptions options = _options.Value;
        var runtimeOptions = new RuntimeOptions { Name = Name, MeterFactory = _meters };
        foreach (RuntimeSetting setting in RuntimeSetting.All)
        {
            setting.Apply(options, runtimeOptions);
        }

        if (options.StallThreshold is not null)
        {
            runtimeOptions.OnStall += report => _logger.Stalled(report);
        }

        options.ConfigureRuntime?.Invoke(runtimeOptions);
        runtimeOptions.OnUnhandledException += _unhandled.Add;
        var runtime = new Runtime(runtimeOptions);
        _logger.Started(runtimeOptions.WorkerThreads);
        return runtime;
    }
}
