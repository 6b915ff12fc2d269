namespace Liten.Tests;

/// <summary>Makes the test's thread a worker of a host, until it is disposed.</summary>
internal sealed class WorkerScope : IDisposable
{
    private readonly ThreadContext? _previous;

    public WorkerScope(TaskHost host) => _previous = ThreadContext.Exchange(new ThreadContext(host, isWorker: true));

    public void Dispose() => ThreadContext.Exchange(_previous);
}
