using System.Runtime.CompilerServices;

namespace Liten;

/// <content>The receiving side.</content>
internal sealed partial class ChannelCore<T>
{
    /// <summary>Whether a receiver may wait beside those that do.</summary>
    internal bool MayReceiveUnsynchronized => !_hasOneReceiver || !_receivers.HasWaitingUnsynchronized();

    /// <summary>Read without the latch, to enter it once where a receive waits: the wait looks again.</summary>
    private bool LooksEmpty => _items.Count == 0 && !_isClosed && (Capacity > 0 || _senders.IsEmpty);

    public LitenTask<T> ReceiveAsync(CancellationToken cancellationToken)
        => SchedulingPoint.IsDue ? ReceiveLater(cancellationToken) : ReceiveNow(cancellationToken);

    private LitenTask<T> ReceiveNow(CancellationToken cancellationToken)
    {
        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<T>(refusal);
        }

        T? item = default;
        ChannelStep step = LooksEmpty ? ChannelStep.Blocked : Take(out item);
        if (step == ChannelStep.Blocked)
        {
            WaitNode<T> node = WaitNode<T>.Rent(_receivers);
            step = TakeOrEnqueue(node, out item);
            if (step == ChannelStep.Blocked)
            {
                return node.Begin(cancellationToken);
            }
        }

        return step == ChannelStep.Done ? new LitenTask<T>(item!) : LitenTask.FromException<T>(End());
    }

    /// <summary>Receives at least one item, or none at the end.</summary>
    public LitenTask<int> ReceiveManyAsync(Memory<T> into, CancellationToken cancellationToken)
    {
        ThrowIfEmpty(into);
        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(
                (Channel: this, Into: into),
                static (call, token) => call.Channel.ReceiveManyAsync(call.Into, token),
                cancellationToken);
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<int>(refusal);
        }

        int taken = LooksEmpty ? 0 : TakeMany(into.Span);
        if (taken > 0)
        {
            return new LitenTask<int>(taken);
        }

        ReceiveNode<T> node = ReceiveNode<T>.Rent(_receivers);
        ChannelStep step = TakeOrEnqueue(node, out T? item);
        if (step == ChannelStep.Blocked)
        {
            return FinishMany(node, node.Begin(cancellationToken), into);
        }

        node.Release();
        if (step == ChannelStep.Ended)
        {
            return _error is null ? new LitenTask<int>(0) : LitenTask.FromException<int>(End());
        }

        into.Span[0] = item!;
        return new LitenTask<int>(1 + TakeMany(into.Span[1..]));
    }

    /// <summary>Receives without waiting.</summary>
    public ChannelStep Take(out T? item)
    {
        Latch.Enter();
        ChannelStep step = TryTakeUnsynchronized(out item, out WaitNode<VoidResult>? sender);
        Latch.Exit();
        FollowTake(sender);
        return step;
    }

    /// <summary>Receives without waiting; at the end of a channel that was closed with an error it throws.</summary>
    public bool TryReceive(out T? item)
    {
        SchedulingPoint.Here();
        ChannelStep step = Take(out item);
        return step == ChannelStep.Ended && _error is not null ? throw End() : step == ChannelStep.Done;
    }

    /// <inheritdoc cref="TryReceive"/>
    public int TryReceiveMany(Span<T> into)
    {
        SchedulingPoint.Here();
        int taken = TakeMany(into);
        return taken == 0 && _error is not null && HasEnded ? throw End() : taken;
    }

    /// <summary>One attempt to receive, under the latch: the first of the two steps that a wait is made of.</summary>
    /// <param name="item">What was received.</param>
    /// <param name="sender">
    /// A sender whose item is sent now, to be woken outside of the latch. A closed channel takes none: it refuses them.
    /// </param>
    internal ChannelStep TryTakeUnsynchronized(out T? item, out WaitNode<VoidResult>? sender)
    {
        bool found = _items.Count > 0;
        item = found ? _items.TakeFirst() : default;
        sender = _isClosed ? null : WaitNode<VoidResult>.TakeClaimed(ref _senders.Nodes);
        if (sender is not null)
        {
            T sent = ((SendNode<T>)sender).TakeItem();
            _sent++;
            if (found)
            {
                _items.Add(sent);
            }
            else
            {
                // A sender waits although nothing is buffered: only with capacity 0.
                item = sent;
                found = true;
            }
        }

        return found ? ChannelStep.Done : _isClosed ? ChannelStep.Ended : ChannelStep.Blocked;
    }

    /// <summary>The second step: queues the wait of a receiver that found nothing.</summary>
    /// <returns>False if the channel has one receiver, and that waits already.</returns>
    internal bool TryEnqueueUnsynchronized(WaitNode<T> node)
    {
        bool allowed = MayReceiveUnsynchronized;
        if (allowed)
        {
            _receivers.EnqueueUnsynchronized(node);
        }

        return allowed;
    }

    /// <summary>Queues the node if there is nothing to receive; a node that is not needed is discarded.</summary>
    private ChannelStep TakeOrEnqueue(WaitNode<T> node, out T? item)
    {
        Latch.Enter();
        ChannelStep step = TryTakeUnsynchronized(out item, out WaitNode<VoidResult>? sender);
        bool queued = step == ChannelStep.Blocked && TryEnqueueUnsynchronized(node);
        Latch.Exit();
        FollowTake(sender);
        if (!queued)
        {
            node.Discard();
        }

        return queued || step != ChannelStep.Blocked ? step : throw SecondReceive();
    }

    private async LitenTask<int> FinishMany(ReceiveNode<T> node, LitenTask<T> wait, Memory<T> into)
    {
        bool ended;
        T item;
        try
        {
            item = await wait;
            ended = node.HasEnded;
        }
        finally
        {
            node.Release();
        }

        if (ended)
        {
            return 0;
        }

        into.Span[0] = item;
        return 1 + TakeMany(into.Span[1..]);
    }

    /// <summary>Receives what is there, as far as there is room for it.</summary>
    private int TakeMany(Span<T> into)
    {
        int taken = 0;
        int batch = ClaimedWaits<T>.Most;
        while (batch == ClaimedWaits<T>.Most && taken < into.Length)
        {
            batch = TakeBatch(into[taken..Math.Min(into.Length, taken + ClaimedWaits<T>.Most)]);
            taken += batch;
        }

        return taken;
    }

    private int TakeBatch(Span<T> into)
    {
        int taken = 0;
        ClaimedWaits<VoidResult> senders = default;
        Latch.Enter();
        while (taken < into.Length
            && TryTakeUnsynchronized(out T? item, out WaitNode<VoidResult>? sender) == ChannelStep.Done)
        {
            into[taken++] = item!;
            if (sender is not null)
            {
                senders.Add(sender);
            }
        }

        Latch.Exit();
        senders.SetResult(default);
        TellWatch();
        return taken;
    }

    internal void FollowTake(WaitNode<VoidResult>? sender)
    {
        sender?.SetResult(default);
        TellWatch();
    }

    internal static InvalidOperationException SecondReceive() => new(
        "Another receive waits on this MpscReceiver. It has one receiver: await the LitenTask that the first call "
        + "returned or cancel it, or use Mpmc, whose receivers may be many.");

    private static void ThrowIfEmpty(Memory<T> into)
    {
        if (into.IsEmpty)
        {
            throw new ArgumentException(
                "The memory to receive into is empty. Give it room for 1 item or more: 0 says that the channel ended.",
                nameof(into));
        }
    }

    /// <summary>Not inlined, as its twin for sends: code that is never reached must not make other larger.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private LitenTask<T> ReceiveLater(CancellationToken cancellationToken)
        => SchedulingPoint.Before(this, static (channel, token) => channel.ReceiveAsync(token), cancellationToken);
}
