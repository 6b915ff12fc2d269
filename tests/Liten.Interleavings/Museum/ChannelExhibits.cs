namespace Liten.Interleavings;

/// <summary>Bugs of channels: an item that is lost, kept for nobody, or given to one who has gone.</summary>
internal static class ChannelExhibits
{
    private const string Send = "Sync/Channels/ChannelCore.Send.cs";
    private const string Receive = "Sync/Channels/ChannelCore.Receive.cs";

    public static IEnumerable<Exhibit> All =>
    [
        new(
            "channel.giver-meets-a-decided-wait",
            "dotnet/runtime#37671: a writer that met a reader whose wait a token had just ended counted the item as delivered, and it was lost.",
            "channel.send-against-receive-and-cancel",
            Send,
            "        receiver = WaitNode<T>.TakeClaimed(ref _receivers.Nodes);",
            """
                    if (_receivers.Nodes.TryRemoveFirst(out receiver) && !receiver.TryClaim())
                    {
                        receiver = null;
                        _sent++;
                        return ChannelStep.Done;
                    }
            """),
        new(
            "channel.freed-place-refilled-in-two-steps",
            "Kotlin/kotlinx.coroutines#1736: a receiver freed a place in one step and let the waiting sender in in another. Who came between took the place.",
            "channel.freed-place-against-new-sender",
            Receive,
            "        sender = _isClosed ? null : WaitNode<VoidResult>.TakeClaimed(ref _senders.Nodes);",
            """
                    Latch.Exit();
                    Latch.Enter();
                    sender = _isClosed || _items.Count == Capacity ? null : WaitNode<VoidResult>.TakeClaimed(ref _senders.Nodes);
            """),
        new(
            "channel.token-fires-inside-its-registration",
            "Like dotnet/runtime#132094 and #132230: the wait is shown to its token before it is queued. A token that fires inside the registration ends it; "
            + "it is queued all the same, and in its next use it is handed what nobody waits for.",
            "channel.send-against-receive-and-cancel",
            Receive,
            """
                        step = TakeOrEnqueue(node, out item);
                        if (step == ChannelStep.Blocked)
                        {
                            return node.Begin(cancellationToken);
                        }
            """,
            """
                        LitenTask<T> wait = node.Begin(cancellationToken);
                        step = TakeOrEnqueue(node, out item);
                        if (step == ChannelStep.Blocked)
                        {
                            return wait;
                        }
            """),
        new(
            "channel.item-of-a-cancelled-send",
            "Kotlin/kotlinx.coroutines#1936, tokio-rs/tokio#5947: a send that a cancellation had ended was carried out nevertheless.",
            "channel.freed-place-against-cancelled-sender",
            Receive,
            "        sender = _isClosed ? null : WaitNode<VoidResult>.TakeClaimed(ref _senders.Nodes);",
            """
                    sender = null;
                    if (!_isClosed && _senders.Nodes.TryRemoveFirst(out sender) && !sender.TryClaim())
                    {
                        _items.Add(((SendNode<T>)sender).TakeItem());
                        _sent++;
                        sender = null;
                    }
            """),
        new(
            "channel.receiver-gone-in-two-steps",
            "tokio-rs/tokio#601, crossbeam-rs/crossbeam#1084: a receiver that was dropped emptied the buffer and closed the channel in two steps. What was "
            + "sent between stayed there for ever.",
            "channel.receiver-disposed-against-send",
            "Sync/Channels/ChannelCore.End.cs",
            """
                    _isClosed = true;
                    ChannelItems<T> items = _items;
                    _items = default;
                    _dropped += items.Count;
                    Latch.Exit();
            """,
            """
                    ChannelItems<T> items = _items;
                    _items = default;
                    _dropped += items.Count;
                    Latch.Exit();
                    Latch.Enter();
                    _isClosed = true;
                    Latch.Exit();
            """),
        new(
            "channel.closed-before-it-is-empty",
            "crossfire-rs#70: a receive said that the channel was closed while an item that had been sent was still to come.",
            "channel.close-against-waiting-sender-and-receive",
            "Sync/Channels/ChannelCore{T}.cs",
            "bool ended = _isClosed && _items.Count == 0;",
            "bool ended = _isClosed;"),
    ];
}
