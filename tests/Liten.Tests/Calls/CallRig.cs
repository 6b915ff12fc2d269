namespace Liten.Tests.Calls;

/// <summary>A runtime whose every turn the test runs, and calls that wait for one message.</summary>
public abstract class CallRig : IDisposable
{
    private protected readonly ListScheduler _runtime = new();
    private protected readonly OneshotSender<int> _sender;
    private protected readonly OneshotReceiver<int> _receiver;

    private protected CallRig() => (_sender, _receiver) = Oneshot.Create<int>();

    public void Dispose() => _runtime.Dispose();

    private protected static async LitenTask<T> Sync<T>(T value)
    {
        await LitenTask.CompletedTask;
        return value;
    }

    private protected static async LitenTask<T> Yielding<T>(T value)
    {
        await LitenTask.Yield();
        return value;
    }

    private protected static async LitenTask<int> Failing(Exception exception, bool suspends)
    {
        if (suspends)
        {
            await LitenTask.Yield();
        }

        ThrowDeeply(exception);
        return 0;
    }

    private protected static void ThrowDeeply(Exception exception) => throw exception;

    private protected static async LitenTask<int> Nested(OneshotReceiver<int> receiver, int depth)
        => depth == 0 ? await receiver : await Nested(receiver, depth - 1) + 1;

    private protected LitenTask<int> Nested(int depth) => Nested(_receiver, depth);

    private protected async LitenTask<int> ReceiveAsync(CancellationToken cancellationToken)
        => await _receiver.ReceiveAsync(cancellationToken);
}
