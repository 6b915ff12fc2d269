namespace Liten.Tests;

/// <summary>Makes the test's thread a worker of a host, until it is disposed.</summary>
internal sealed class WorkerScope : IDisposable
{
    private readonly Turn? _previous;
    private readonly SynchronizationContext? _previousContext = SynchronizationContext.Current;

    public WorkerScope(TaskHost host)
    {
        _previous = Turn.Exchange(host.NewTurn(isWorker: true));
        SynchronizationContext.SetSynchronizationContext(host.SynchronizationContext);
    }

    public void Dispose()
    {
        Turn.Exchange(_previous);
        SynchronizationContext.SetSynchronizationContext(_previousContext);
    }
}
