using System.Diagnostics;
using System.Threading.Channels;

namespace Liten;

/// <summary>What the two sides of a channel share, of every kind: its items, and those who wait.</summary>
/// <remarks>
/// <para>
/// The steps are those of README.md, and these rules: an item in the buffer implies that no receiver waits, and room
/// implies that no sender does. So an item goes straight into a waiting receiver, and whoever frees a place moves the
/// first waiting sender's item in, both in the entry that finds it. With capacity 0 nothing is buffered: the second to
/// come claims the first.
/// </para>
/// <code>
/// field                    written by               read by      under
/// _items, _sent, _dropped  both sides               both sides   Latch; the count without it, by who looks again
/// _receivers, _senders     who waits, gives, closes both sides   Latch
/// _isClosed, _error        who closes, once         both sides   Latch; without it by who looks again
/// _senderEnds, _receiver.. Clone and Dispose        the same     Latch
/// _watch                   the first adapter, once  both sides   Latch; without it after an entry
/// </code>
/// </remarks>
[DebuggerTypeProxy(typeof(ChannelCore<>.DebugView))]
internal sealed partial class ChannelCore<T> : ChannelLatch
{
    /// <summary>Of a channel without a bound.</summary>
    public const int Unbounded = int.MaxValue;

    private readonly BoundedChannelFullMode _fullMode;
    private readonly Action<T>? _onDropped;
    private readonly bool _hasOneReceiver;
    private readonly ChannelQueue<T> _receivers;
    private readonly ChannelQueue<VoidResult> _senders;

    private ChannelItems<T> _items;
    private long _sent;
    private long _dropped;
    private bool _isClosed;
    private Exception? _error;
    private int _senderEnds = 1;
    private int _receiverEnds = 1;
    private ChannelWatch? _watch;

    public ChannelCore(int capacity, BoundedChannelFullMode fullMode, Action<T>? onDropped, bool hasOneReceiver)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (fullMode is < BoundedChannelFullMode.Wait or > BoundedChannelFullMode.DropWrite)
        {
            throw new ArgumentOutOfRangeException(
                nameof(fullMode),
                fullMode,
                $"{fullMode} is no {nameof(BoundedChannelFullMode)}. Use Wait, DropNewest, DropOldest or DropWrite.");
        }

        Capacity = capacity;
        _fullMode = fullMode;
        _onDropped = onDropped;
        _hasOneReceiver = hasOneReceiver;
        _receivers = new ChannelQueue<T>(this);
        _senders = new ChannelQueue<VoidResult>(this);
    }

    public int Capacity { get; }

    public int Count => Counts().Left;

    /// <summary>Whether nothing can be sent any more.</summary>
    public bool IsClosed
    {
        get
        {
            Latch.Enter();
            bool closed = _isClosed;
            Latch.Exit();
            return closed;
        }
    }

    /// <summary>Whether nothing can be received any more: closed, and nothing is left.</summary>
    public bool HasEnded
    {
        get
        {
            Latch.Enter();
            bool ended = _isClosed && _items.Count == 0;
            Latch.Exit();
            return ended;
        }
    }

    /// <summary>All at one instant: what was sent was received, dropped, or is left.</summary>
    public (long Sent, long Received, long Dropped, int Left) Counts()
    {
        Latch.Enter();
        long sent = _sent;
        long dropped = _dropped;
        int left = _items.Count;
        Latch.Exit();
        return (sent, sent - dropped - left, dropped, left);
    }

    /// <summary>For a select: the wait of a receiver.</summary>
    internal WaitNode<T> RentReceive() => WaitNode<T>.Rent(_receivers);

    /// <summary>For a select: the wait of a sender.</summary>
    internal SendNode<T> RentSend(T item) => SendNode<T>.Rent(_senders, item);

    internal override string NameOfWait(object queue)
        => $"{(_hasOneReceiver ? "Mpsc" : "Mpmc")}<{TypeName.Of<T>()}>."
            + (ReferenceEquals(queue, _receivers) ? nameof(ReceiveAsync) : nameof(SendAsync));

    /// <summary>Reads without the latch: a debugger that has stopped its holder must be able to show this.</summary>
    public override string ToString()
    {
        string capacity = Capacity == Unbounded ? "" : $" of {Capacity}";
        string waits = $"{_receivers.Nodes.Count} receiving, {_senders.Nodes.Count} sending";
        return $"{_items.Count}{capacity} buffered, {waits}, {(_isClosed ? "closed" : "open")}";
    }
}
