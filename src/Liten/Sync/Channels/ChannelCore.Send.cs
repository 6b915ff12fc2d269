using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Liten;

/// <content>The sending side.</content>
internal sealed partial class ChannelCore<T>
{
    /// <summary>Whether a sender may wait: whoever frees a place must be able to move its item in.</summary>
    internal bool MayWaitToSendUnsynchronized => Capacity == 0 || _items.HasSpare;

    /// <summary>Read without the latch, to enter it once where a send waits: the wait looks again.</summary>
    private bool LooksFull => _items.Count == Capacity
        && _fullMode == BoundedChannelFullMode.Wait
        && !_isClosed
        && (Capacity > 0 || _receivers.IsEmpty);

    public LitenTask SendAsync(T item, CancellationToken cancellationToken)
        => SchedulingPoint.IsDue ? SendLater(item, cancellationToken) : SendNow(item, cancellationToken);

    private LitenTask SendNow(T item, CancellationToken cancellationToken)
    {
        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException(refusal);
        }

        if (SchedulingPoint.IsOn && IsMisrouted(item))
        {
            return LitenTask.CompletedTask;
        }

        ChannelStep step = LooksFull ? ChannelStep.Blocked : Send(item);
        return step switch
        {
            ChannelStep.Blocked => WaitToSend(item, cancellationToken),
            ChannelStep.Ended => LitenTask.FromException(Refusal()),
            _ => LitenTask.CompletedTask,
        };
    }

    /// <summary>Sends without waiting.</summary>
    /// <returns>Done or Dropped if the item was sent, Blocked or Ended if the caller still has it.</returns>
    public ChannelStep Send(T item)
    {
        Latch.Enter();
        ChannelStep step = TrySendUnsynchronized(item, out WaitNode<T>? receiver, out T? dropped);
        while (step == ChannelStep.NeedsSegment)
        {
            BringSegment();
            step = TrySendUnsynchronized(item, out receiver, out dropped);
        }

        Latch.Exit();
        FollowSend(step, item, receiver, dropped);
        return step;
    }

    /// <summary>Sends without waiting: whether the item was sent, or another dropped for it.</summary>
    public bool TrySend(T item)
    {
        SchedulingPoint.Here();
        return (SchedulingPoint.IsOn && IsMisrouted(item)) || Send(item) is ChannelStep.Done or ChannelStep.Dropped;
    }

    /// <summary>Sends the first items without waiting, as many as go in.</summary>
    public int SendMany(ReadOnlySpan<T> items)
    {
        SchedulingPoint.Here();
        int sent = 0;
        if (_fullMode != BoundedChannelFullMode.Wait)
        {
            // What each drops is told outside of the latch.
            while (sent < items.Length && Send(items[sent]) != ChannelStep.Ended)
            {
                sent++;
            }

            return sent;
        }

        bool goesOn;
        do
        {
            int end = Math.Min(items.Length, sent + ClaimedWaits<T>.Most);
            try
            {
                sent += SendBatch(items[sent..end], out goesOn);
            }
            catch (OutOfMemoryException) when (sent > 0)
            {
                // The caller must hear how many were sent.
                return sent;
            }
        }
        while (goesOn && sent < items.Length);
        return sent;
    }

    /// <summary>One attempt to send, under the latch: the first of the two steps that a wait is made of.</summary>
    /// <param name="item">What is sent.</param>
    /// <param name="receiver">A receiver that was claimed for it, to be given the item outside of the latch.</param>
    /// <param name="dropped">The dropped item, to be told outside of the latch.</param>
    internal ChannelStep TrySendUnsynchronized(T item, out WaitNode<T>? receiver, out T? dropped)
    {
        receiver = null;
        dropped = default;
        if (_isClosed)
        {
            return ChannelStep.Ended;
        }

        receiver = WaitNode<T>.TakeClaimed(ref _receivers.Nodes);
        if (receiver is null)
        {
            if (_items.Count == Capacity)
            {
                return DropUnsynchronized(item, out dropped);
            }

            if (!_items.HasRoom)
            {
                return ChannelStep.NeedsSegment;
            }

            _items.Add(item);
        }

        _sent++;
        return ChannelStep.Done;
    }

    /// <summary>The second step: queues the wait of a sender that found no room.</summary>
    /// <returns>False if a segment is needed first: whoever frees a place must be able to move the item in.</returns>
    internal bool TryEnqueueUnsynchronized(SendNode<T> node)
    {
        bool ready = MayWaitToSendUnsynchronized;
        if (ready)
        {
            _senders.EnqueueUnsynchronized(node);
        }

        return ready;
    }

    private LitenTask WaitToSend(T item, CancellationToken cancellationToken)
    {
        SendNode<T> node = SendNode<T>.Rent(_senders, item);
        Latch.Enter();
        ChannelStep step = TrySendUnsynchronized(item, out WaitNode<T>? receiver, out T? dropped);
        while (step == ChannelStep.NeedsSegment || (step == ChannelStep.Blocked && !TryEnqueueUnsynchronized(node)))
        {
            BringSegment();
            step = TrySendUnsynchronized(item, out receiver, out dropped);
        }

        Latch.Exit();
        if (step == ChannelStep.Blocked)
        {
            TellWatch();
            return new LitenTask(node.Begin(cancellationToken));
        }

        node.Discard();
        FollowSend(step, item, receiver, dropped);
        return step == ChannelStep.Ended ? LitenTask.FromException(Refusal()) : LitenTask.CompletedTask;
    }

    /// <summary>
    /// One entry of <see cref="SendMany"/>. A receiver waits only where nothing is buffered, so it is the first items
    /// of a batch that are handed over. That is why the latch is left for memory only before the first item.
    /// </summary>
    private int SendBatch(ReadOnlySpan<T> items, out bool goesOn)
    {
        int sent = 0;
        ClaimedWaits<T> receivers = default;
        ChannelStep step = ChannelStep.Done;
        Latch.Enter();
        while (sent < items.Length)
        {
            step = TrySendUnsynchronized(items[sent], out WaitNode<T>? receiver, out _);
            if (step == ChannelStep.NeedsSegment && sent == 0)
            {
                BringSegment();
                continue;
            }

            if (step != ChannelStep.Done)
            {
                break;
            }

            sent++;
            if (receiver is not null)
            {
                receivers.Add(receiver);
            }
        }

        Latch.Exit();
        for (int i = 0; receivers.TakeFirst() is { } receiver; i++)
        {
            receiver.SetResult(items[i]);
        }

        TellWatch();
        goesOn = step is ChannelStep.Done or ChannelStep.NeedsSegment;
        return sent;
    }

    /// <summary>What a send does where all places are taken.</summary>
    private ChannelStep DropUnsynchronized(T item, out T? dropped)
    {
        dropped = default;
        switch (_fullMode)
        {
            case BoundedChannelFullMode.Wait:
                return ChannelStep.Blocked;
            case BoundedChannelFullMode.DropOldest when Capacity > 0:
                if (!_items.HasRoom)
                {
                    return ChannelStep.NeedsSegment;
                }

                dropped = _items.TakeFirst();
                _items.Add(item);
                break;
            case BoundedChannelFullMode.DropNewest when Capacity > 0:
                dropped = _items.ReplaceLast(item);
                break;
            default:
                dropped = item;
                break;
        }

        _sent++;
        _dropped++;
        return ChannelStep.Dropped;
    }

    /// <summary>Leaves the latch, makes a segment, and enters again: everything may have changed.</summary>
    internal void BringSegment()
    {
        Latch.Exit();
        var segment = new ChannelSegment<T>(Math.Clamp(Capacity, 8, ChannelItems<T>.MostSlots));
        Latch.Enter();
        _items.AddSpare(segment);
    }

    internal void FollowSend(ChannelStep step, T item, WaitNode<T>? receiver, T? dropped)
    {
        receiver?.SetResult(item);
        TellWatch();
        if (step == ChannelStep.Dropped)
        {
            _onDropped?.Invoke(dropped!);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LitenTask SendLater(T item, CancellationToken cancellationToken) => SchedulingPoint.Before(
        (Channel: this, Item: item),
        static (call, token) => call.Channel.SendAsync(call.Item, token),
        cancellationToken);

    /// <summary>Whether a fault of an explored schedule has lost or delayed a message, which counts as sent.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsMisrouted(T item)
        => Name is not null && !_isClosed && Turn.Current is ExploredTurn turn && IsMisrouted(item, turn);

    private bool IsMisrouted(T item, ExploredTurn turn) => turn.Misroutes(Name!, () => Send(item));
}
