using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Liten;

/// <summary>A side of an <see cref="Mpmc"/> channel that receives; <see cref="Clone"/> makes another one.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// <para>Thread safety: all members may be used from any thread, also by several at once.</para>
/// <para>
/// Cancellation: a receive that was cancelled or aborted took nothing. An item that was handed to a receive reaches it,
/// even if its token is cancelled right after.
/// </para>
/// <para>
/// Fairness: 0 overtakes; see <see cref="Mpmc"/>, which also has an example. Await what <see cref="ReceiveAsync"/>
/// returns, also when you no longer want it: an item that was handed over and never picked up is lost.
/// </para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class MpmcReceiver<T> : IAsyncEnumerable<T>, IDisposable
{
    [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
    private readonly ChannelCore<T> _core;
    private AtomicFlag _disposed;

    internal MpmcReceiver(ChannelCore<T> core) => _core = core;

    /// <inheritdoc cref="MpscReceiver{T}.IsClosed"/>
    public bool IsClosed => _core.HasEnded;

    /// <inheritdoc cref="MpscReceiver{T}.Count"/>
    public int Count => _core.Count;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name => _core.Name;

    /// <inheritdoc cref="MpscReceiver{T}.Capacity"/>
    public int Capacity => _core.Capacity;

    /// <inheritdoc cref="MpscReceiver{T}.Received"/>
    public long Received => _core.Counts().Received;

    /// <inheritdoc cref="MpscReceiver{T}.Dropped"/>
    public long Dropped => _core.Counts().Dropped;

    internal ChannelCore<T> Core
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed.IsSet, this);
            return _core;
        }
    }

    /// <inheritdoc cref="MpscReceiver{T}.ReceiveAsync"/>
    public LitenTask<T> ReceiveAsync(CancellationToken cancellationToken = default)
        => Core.ReceiveAsync(cancellationToken);

    /// <inheritdoc cref="MpscReceiver{T}.TryReceive"/>
    public bool TryReceive([MaybeNullWhen(false)] out T item) => Core.TryReceive(out item);

    /// <inheritdoc cref="MpscReceiver{T}.TryReceiveMany"/>
    public int TryReceiveMany(Span<T> items) => Core.TryReceiveMany(items);

    /// <inheritdoc cref="MpscReceiver{T}.ReceiveManyAsync"/>
    public LitenTask<int> ReceiveManyAsync(Memory<T> items, CancellationToken cancellationToken = default)
        => Core.ReceiveManyAsync(items, cancellationToken);

    /// <inheritdoc cref="MpscReceiver{T}.GetAsyncEnumerator"/>
    public ChannelEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new(Core, cancellationToken);

    IAsyncEnumerator<T> IAsyncEnumerable<T>.GetAsyncEnumerator(CancellationToken cancellationToken)
        => GetAsyncEnumerator(cancellationToken);

    /// <inheritdoc cref="MpscReceiver{T}.Close()"/>
    public void Close() => _core.Close(null);

    /// <inheritdoc cref="MpscReceiver{T}.AsChannelReader"/>
    public ChannelReader<T> AsChannelReader() => new ChannelReaderView<T>(Core);

    /// <summary>Makes another receiver of the channel, to be disposed on its own.</summary>
    /// <exception cref="ObjectDisposedException">This receiver was disposed.</exception>
    public MpmcReceiver<T> Clone()
    {
        ChannelCore<T> core = Core;
        var clone = new MpmcReceiver<T>(core);

        // Counted only when it is there: one that there is no memory for would keep the channel open.
        core.AddReceiver();
        return clone;
    }

    /// <summary>
    /// This receiver is gone. When the last one is, sends are refused, also those that wait, and what is buffered is
    /// dropped. Disposing it again does nothing.
    /// </summary>
    public void Dispose()
    {
        if (_disposed.TrySet())
        {
            _core.RemoveReceiver();
        }
    }

    /// <summary>The state of the channel, for people.</summary>
    public override string ToString() => $"MpmcReceiver<{typeof(T).Name}> ({_core})";
}
