namespace Liten.Tests;

/// <summary>Makes the test's thread a worker of a host, until it is disposed.</summary>
internal sealed class WorkerScope : IDisposable
{
    private readonly Turn? _previous;

    public WorkerScope(TaskHost host) => _previous = Turn.Exchange(host.NewTurn(isWorker: true));

    public void Dispose() => Turn.Exchange(_previous);
}
