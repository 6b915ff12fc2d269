namespace Liten.Tests.Tasks;

/// <summary>A runtime whose every turn the test runs, and a message that its tasks wait for.</summary>
public abstract class JoinHandleRig : IDisposable
{
    private protected readonly ListScheduler _runtime = new();
    private protected readonly OneshotSender<int> _sender;
    private protected readonly OneshotReceiver<int> _receiver;

    private protected JoinHandleRig() => (_sender, _receiver) = Oneshot.Create<int>();

    public void Dispose() => _runtime.Dispose();

    private protected static void ThrowDeeply(Exception exception) => throw exception;

    private protected async LitenTask<int> Receive() => await _receiver;

    private protected async LitenTask<int> FailAsync(Exception exception)
    {
        await _receiver;
        ThrowDeeply(exception);
        return 0;
    }
}
