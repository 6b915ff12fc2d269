using System.ComponentModel;
using Microsoft.Extensions.Hosting;

namespace Liten;

/// <summary>
/// What a <see cref="LitenService"/> is to the host. A type of its own, so that <c>ExecuteAsync</c> can have another
/// result there. User code never derives from it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class LitenServiceCore : BackgroundService
{
    private readonly Runtime _runtime;
    private CancellationTokenSource? _stopping;
    private Task? _executeTask;

    private protected LitenServiceCore(Runtime runtime)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        _runtime = runtime;
    }

    /// <summary>The task that the service runs as; null before the start.</summary>
    public JoinHandle? Execution { get; private set; }

    /// <summary>The same for the host, which looks here for an exception.</summary>
    public sealed override Task? ExecuteTask => _executeTask;

    /// <summary>Spawns the service's task, and does not wait for it.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        _stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CancellationToken stopping = _stopping.Token;
        Execution = _runtime.Spawn(() => RunAsync(stopping), new SpawnOptions { Name = GetType().Name });
        _executeTask = Execution.AsTask();
        return Task.CompletedTask;
    }

    /// <summary>Cancels the service's token and waits for its end; aborts it when the host's time is over.</summary>
    /// <param name="cancellationToken">The host's time is over.</param>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_executeTask is not { } task)
        {
            return;
        }

        try
        {
            await _stopping!.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            await task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!task.IsCompleted)
            {
                Execution!.Abort();
            }
        }
    }

    /// <summary>Cancels the service's token.</summary>
    public override void Dispose()
    {
        _stopping?.Cancel();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract LitenTask RunAsync(CancellationToken stoppingToken);

    /// <summary>The host's own start is not used.</summary>
    protected sealed override Task ExecuteAsync(CancellationToken stoppingToken) => _executeTask ?? Task.CompletedTask;
}
