using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Liten;

/// <summary>A channel's receiving side as .NET's own kind of reader.</summary>
internal sealed class ChannelReaderView<T>(ChannelCore<T> core) : ChannelReader<T>
{
    public override bool CanCount => true;

    public override int Count => core.Count;

    public override Task Completion => core.Completion;

    public override bool TryRead([MaybeNullWhen(false)] out T item)
    {
        SchedulingPoint.Here();
        return core.Take(out item) == ChannelStep.Done;
    }

    public override ValueTask<T> ReadAsync(CancellationToken cancellationToken = default)
        => core.ReceiveAsync(cancellationToken).AsValueTask();

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
        => core.WaitToReceiveAsync(cancellationToken).AsValueTask();
}
