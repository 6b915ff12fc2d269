namespace Liten;

/// <content>What a debugger shows.</content>
internal sealed partial class ChannelCore<T>
{
    /// <summary>Reads without the latch: a debugger that has stopped its holder must be able to show this.</summary>
    internal sealed class DebugView(ChannelCore<T> channel)
    {
        /// <summary>More are not listed: a debugger would take too long (arbitrary).</summary>
        private const int MostItems = 100;

        /// <summary>The first of those that are buffered.</summary>
        public T?[] Items => channel._items.Peek(MostItems);

        public int Buffered => channel._items.Count;

        public int Bound => channel.Capacity;

        public int Receiving => channel._receivers.Nodes.Count;

        public int Sending => channel._senders.Nodes.Count;

        public long Sent => channel._sent;

        public long Dropped => channel._dropped;

        public bool IsClosed => channel._isClosed;

        public Exception? Error => channel._error;
    }
}
