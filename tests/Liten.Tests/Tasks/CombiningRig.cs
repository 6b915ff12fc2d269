namespace Liten.Tests.Tasks;

/// <summary>Tasks that wait at gates, which the test opens in the order it wants.</summary>
public abstract class CombiningRig : IDisposable
{
    private protected readonly ListScheduler _runtime = new();

    private protected readonly List<(OneshotSender<int> Sender, OneshotReceiver<int> Receiver)> _gates =
        [.. Enumerable.Range(0, 6).Select(_ => Oneshot.Create<int>())];

    public void Dispose() => _runtime.Dispose();

    private protected JoinHandle<int> Waiting(int gate) => _runtime.Begin(() => Receive(gate));

    private protected void Open(int gate)
    {
        _gates[gate].Sender.TrySend(100 + gate);
        _runtime.RunAll();
    }

    private protected async LitenTask<int> Receive(int gate) => await _gates[gate].Receiver;

    private protected async LitenTask Fail(int gate, string message)
    {
        await Receive(gate);
        throw new FormatException(message);
    }

    private protected T Result<T>(LitenTask<T> task)
    {
        _runtime.RunAll();
        Assert.True(task.IsCompleted, "the combination did not end");
        return task.GetAwaiter().GetResult();
    }

    private protected void Result(LitenTask task)
    {
        _runtime.RunAll();
        Assert.True(task.IsCompleted, "the combination did not end");
        task.GetAwaiter().GetResult();
    }
}
