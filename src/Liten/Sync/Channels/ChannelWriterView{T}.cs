using System.Threading.Channels;

namespace Liten;

/// <summary>A channel's sending side as .NET's own kind of writer.</summary>
internal sealed class ChannelWriterView<T>(ChannelCore<T> core) : ChannelWriter<T>
{
    public override bool TryComplete(Exception? error = null) => core.Close(error);

    public override bool TryWrite(T item) => core.TrySend(item);

    public override ValueTask WriteAsync(T item, CancellationToken cancellationToken = default)
        => core.SendAsync(item, cancellationToken).AsValueTask();

    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default)
        => core.WaitToSendAsync(cancellationToken).AsValueTask();
}
