namespace Liten;

/// <summary>
/// What can be configured about a runtime of a host. What is null keeps the default of <see cref="RuntimeOptions"/>,
/// which also says the ranges.
/// </summary>
/// <remarks>A plain object: nothing is checked before the host starts, and then everything at once.</remarks>
public sealed class LitenRuntimeOptions
{
    /// <inheritdoc cref="RuntimeOptions.WorkerThreads"/>
    public int? WorkerThreads { get; set; }

    /// <inheritdoc cref="RuntimeOptions.WorkerThreadName"/>
    public string? WorkerThreadName { get; set; }

    /// <inheritdoc cref="RuntimeOptions.WorkStealing"/>
    public bool? WorkStealing { get; set; }

    /// <inheritdoc cref="RuntimeOptions.MaxTasks"/>
    public int? MaxTasks { get; set; }

    /// <inheritdoc cref="RuntimeOptions.TaskPoolCapacity"/>
    public int? TaskPoolCapacity { get; set; }

    /// <inheritdoc cref="RuntimeOptions.ThreadStackSize"/>
    public int? ThreadStackSize { get; set; }

    /// <inheritdoc cref="RuntimeOptions.MaxBlockingThreads"/>
    public int? MaxBlockingThreads { get; set; }

    /// <inheritdoc cref="RuntimeOptions.MaxBlockingQueue"/>
    public int? MaxBlockingQueue { get; set; }

    /// <inheritdoc cref="RuntimeOptions.BlockingKeepAlive"/>
    public TimeSpan? BlockingKeepAlive { get; set; }

    /// <inheritdoc cref="RuntimeOptions.AbandonAfter"/>
    public TimeSpan? AbandonAfter { get; set; }

    /// <inheritdoc cref="RuntimeOptions.StallThreshold"/>
    /// <remarks>Where it is set, stalls are logged.</remarks>
    public TimeSpan? StallThreshold { get; set; }

    /// <summary>How long tasks may go on by themselves when the host has stopped its services.</summary>
    /// <value>
    /// Zero (abort at once) or more. The default is 20 seconds. With <see cref="ShutdownTimeout"/> it should be less
    /// than the host's <c>HostOptions.ShutdownTimeout</c>, 30 seconds by default: when that is over, the drain is cut.
    /// </value>
    public TimeSpan? DrainTimeout { get; set; }

    /// <summary>How long aborted tasks may take to unwind after the drain, and hooks of the shutdown to run.</summary>
    /// <value>Zero or more. The default is 5 seconds; when the host's time is over before, 1 second is left.</value>
    public TimeSpan? ShutdownTimeout { get; set; }

    internal Action<RuntimeOptions>? ConfigureRuntime { get; set; }

    /// <summary>What could not be read from the configuration: found before the options are validated.</summary>
    internal List<string> Unreadable { get; } = [];

    /// <summary>The section that the options come from, to be named in errors.</summary>
    internal string? Path { get; set; }
}
