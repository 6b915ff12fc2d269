using System.Threading.Channels;

namespace Liten;

/// <content>Waits that take nothing, for the adapters to .NET's own channels.</content>
internal sealed partial class ChannelCore<T>
{
    /// <summary>Ends when the channel has ended.</summary>
    public Task Completion => Watch().Completion;

    private bool IsReadableUnsynchronized => _items.Count > 0
        || (!_isClosed && _senders.HasWaitingUnsynchronized());

    private bool IsWritableUnsynchronized => !_isClosed
        && (_items.Count < Capacity
            || _fullMode != BoundedChannelFullMode.Wait
            || _receivers.HasWaitingUnsynchronized());

    /// <summary>Waits until an item can be received; false at the end.</summary>
    public LitenTask<bool> WaitToReceiveAsync(CancellationToken cancellationToken)
        => WaitAsync(Watch().Readers, forReading: true, cancellationToken);

    /// <summary>Waits until an item can be sent; false when the channel is closed.</summary>
    public LitenTask<bool> WaitToSendAsync(CancellationToken cancellationToken)
        => WaitAsync(Watch().Writers, forReading: false, cancellationToken);

    private LitenTask<bool> WaitAsync(ChannelQueue<bool> queue, bool forReading, CancellationToken cancellationToken)
    {
        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(
                (Channel: this, Queue: queue, ForReading: forReading),
                static (call, token) => call.Channel.WaitAsync(call.Queue, call.ForReading, token),
                cancellationToken);
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<bool>(refusal);
        }

        WaitNode<bool> node = WaitNode<bool>.Rent(queue);
        Latch.Enter();
        bool ready = forReading ? IsReadableUnsynchronized : IsWritableUnsynchronized;
        if (!ready && !_isClosed)
        {
            queue.EnqueueUnsynchronized(node);
            Latch.Exit();
            return node.Begin(cancellationToken);
        }

        Latch.Exit();
        node.Discard();
        return ready || _error is null
            ? new LitenTask<bool>(ready)
            : LitenTask.FromException<bool>(forReading ? End() : Refusal());
    }

    /// <summary>The channel's watch, made by the first that asks.</summary>
    private ChannelWatch Watch()
    {
        if (_watch is { } watch)
        {
            return watch;
        }

        var made = new ChannelWatch(this);
        Latch.Enter();
        watch = _watch ??= made;
        Latch.Exit();
        Tell(watch);
        return watch;
    }

    /// <summary>
    /// Something may have changed. Who has just left the latch sees each watch whose waits were queued before it
    /// entered; a wait that is queued later has seen the change.
    /// </summary>
    internal void TellWatch()
    {
        if (_watch is { } watch)
        {
            Tell(watch);
        }
    }

    private void Tell(ChannelWatch watch)
    {
        bool more;
        bool ended;
        do
        {
            ClaimedWaits<bool> readers = default;
            ClaimedWaits<bool> writers = default;
            Latch.Enter();
            bool readable = IsReadableUnsynchronized;
            bool writable = IsWritableUnsynchronized;
            ended = _isClosed && !readable;
            more = ((readable || ended) && readers.TakeFrom(ref watch.Readers.Nodes, until: 0))
                || ((writable || _isClosed) && writers.TakeFrom(ref watch.Writers.Nodes, until: 0));
            Latch.Exit();
            End(readers, readable, forReading: true);
            End(writers, writable, forReading: false);
        }
        while (more);
        if (ended)
        {
            watch.Complete(_error);
        }
    }

    private void End(ClaimedWaits<bool> waits, bool ready, bool forReading)
    {
        while (waits.TakeFirst() is { } wait)
        {
            if (ready || _error is null)
            {
                wait.SetResult(ready);
            }
            else
            {
                wait.SetException(forReading ? End() : Refusal());
            }
        }
    }
}
