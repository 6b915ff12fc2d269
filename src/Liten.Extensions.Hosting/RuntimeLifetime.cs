using Microsoft.Extensions.Hosting;

namespace Liten;

/// <summary>Builds all runtimes before any hosted service starts, and ends them when all have stopped.</summary>
/// <remarks>They end side by side: each has all of the time that the host has left.</remarks>
internal sealed class RuntimeLifetime(RuntimeSet runtimes) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (HostedRuntime runtime in runtimes.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _ = runtime.Runtime;
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
        => Task.WhenAll(runtimes.All.Select(runtime => runtime.StopAsync(cancellationToken)));
}
