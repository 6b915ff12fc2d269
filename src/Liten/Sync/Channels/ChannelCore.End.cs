using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace Liten;

/// <content>How a channel ends: by hand, or because one of its sides is gone.</content>
internal sealed partial class ChannelCore<T>
{
    private static readonly ChannelClosedException s_noMemory = new(
        "The channel has ended, and there was no memory to say more.");

    /// <summary>Ends the channel for senders; what is buffered can still be received.</summary>
    /// <returns>False if that was done before; the first error stays.</returns>
    public bool Close(Exception? error)
    {
        SchedulingPoint.Here();
        Latch.Enter();
        bool first = !_isClosed;
        if (first)
        {
            _isClosed = true;
            _error = error;
        }

        Latch.Exit();
        if (first)
        {
            EndWaits();
        }

        return first;
    }

    public void AddSender()
    {
        Latch.Enter();
        _senderEnds++;
        Latch.Exit();
    }

    public void RemoveSender()
    {
        SchedulingPoint.Here();
        Latch.Enter();
        bool last = --_senderEnds == 0;
        Latch.Exit();
        if (last)
        {
            Close(null);
        }
    }

    public void AddReceiver()
    {
        Latch.Enter();
        _receiverEnds++;
        Latch.Exit();
    }

    /// <summary>The last receiver takes the whole buffer along: nobody can receive that any more.</summary>
    public void RemoveReceiver()
    {
        SchedulingPoint.Here();
        Latch.Enter();
        if (--_receiverEnds > 0)
        {
            Latch.Exit();
            return;
        }

        _isClosed = true;
        ChannelItems<T> items = _items;
        _items = default;
        _dropped += items.Count;
        Latch.Exit();
        EndWaits();
        Drop(items);
    }

    /// <summary>For a select that was disposed with an item it had received and nobody took.</summary>
    internal void DropTaken(T item)
    {
        Latch.Enter();
        _dropped++;
        Latch.Exit();
        _onDropped?.Invoke(item);
    }

    /// <summary>Why a send was refused.</summary>
    public ChannelClosedException Refusal() => Closed(
        "The item was not sent: the channel was closed, or its last sender or its last receiver was disposed.", _error);

    /// <summary>Why nothing can be received any more.</summary>
    public ChannelClosedException End() => Closed(
        "Nothing can be received any more: the channel has ended, and all its items were received or dropped.", _error);

    /// <summary>Never throws: a wait that was claimed must be ended, also without memory to say why.</summary>
    private static ChannelClosedException Closed(string message, Exception? error)
    {
        try
        {
            return new ChannelClosedException(message, error);
        }
        catch (OutOfMemoryException)
        {
            return s_noMemory;
        }
    }

    /// <summary>Ends all waits of a closed channel, on which nobody begins to wait any more.</summary>
    private void EndWaits()
    {
        bool more;
        do
        {
            ClaimedWaits<T> receivers = default;
            ClaimedWaits<VoidResult> senders = default;
            Latch.Enter();
            more = receivers.TakeFrom(ref _receivers.Nodes, until: 0) || senders.TakeFrom(ref _senders.Nodes, until: 0);
            Latch.Exit();
            while (receivers.TakeFirst() is { } receiver)
            {
                EndReceive(receiver);
            }

            while (senders.TakeFirst() is { } sender)
            {
                sender.SetException(Refusal());
            }
        }
        while (more);
        TellWatch();
    }

    private void EndReceive(WaitNode<T> receiver)
    {
        if (_error is null && receiver is ReceiveNode<T> quiet)
        {
            quiet.HasEnded = true;
            quiet.SetResult(default!);
        }
        else
        {
            receiver.SetException(End());
        }
    }

    /// <summary>Tells of each item, also if that throws; the first exception comes out then.</summary>
    private void Drop(ChannelItems<T> items)
    {
        ExceptionDispatchInfo? failure = null;
        while (_onDropped is not null && items.Count > 0)
        {
            try
            {
                _onDropped(items.TakeFirst());
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        failure?.Throw();
    }
}
