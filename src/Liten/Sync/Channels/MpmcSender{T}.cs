using System.Diagnostics;
using System.Threading.Channels;

namespace Liten;

/// <summary>A side of an <see cref="Mpmc"/> channel that sends; <see cref="Clone"/> makes another one.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// <para>Thread safety: all members may be used from any thread, also by several at once.</para>
/// <para>Cancellation: a send that was cancelled or aborted has not sent and never will.</para>
/// <para>
/// Fairness: 0 overtakes; see <see cref="Mpmc"/>, which also has an example. Dispose each sender when it has nothing
/// more to send: the last one gone ends the channel.
/// </para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class MpmcSender<T> : IDisposable
{
    [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
    private readonly ChannelCore<T> _core;
    private AtomicFlag _disposed;

    internal MpmcSender(ChannelCore<T> core) => _core = core;

    /// <inheritdoc cref="MpscSender{T}.IsClosed"/>
    public bool IsClosed => _core.IsClosed;

    /// <inheritdoc cref="MpscSender{T}.Count"/>
    public int Count => _core.Count;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name => _core.Name;

    /// <inheritdoc cref="MpscSender{T}.Capacity"/>
    public int Capacity => _core.Capacity;

    /// <inheritdoc cref="MpscSender{T}.Sent"/>
    public long Sent => _core.Counts().Sent;

    /// <inheritdoc cref="MpscSender{T}.Dropped"/>
    public long Dropped => _core.Counts().Dropped;

    internal ChannelCore<T> Core
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed.IsSet, this);
            return _core;
        }
    }

    /// <inheritdoc cref="MpscSender{T}.SendAsync"/>
    public LitenTask SendAsync(T item, CancellationToken cancellationToken = default)
        => Core.SendAsync(item, cancellationToken);

    /// <inheritdoc cref="MpscSender{T}.TrySend"/>
    public bool TrySend(T item) => Core.TrySend(item);

    /// <inheritdoc cref="MpscSender{T}.TrySendMany"/>
    public int TrySendMany(ReadOnlySpan<T> items) => Core.SendMany(items);

    /// <inheritdoc cref="MpscSender{T}.Clone"/>
    public MpmcSender<T> Clone()
    {
        ChannelCore<T> core = Core;
        var clone = new MpmcSender<T>(core);

        // Counted only when it is there: one that there is no memory for would keep the channel open.
        core.AddSender();
        return clone;
    }

    /// <inheritdoc cref="MpscSender{T}.Close()"/>
    public void Close() => _core.Close(null);

    /// <inheritdoc cref="MpscSender{T}.Close(Exception)"/>
    public void Close(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        _core.Close(error);
    }

    /// <inheritdoc cref="MpscSender{T}.AsChannelWriter"/>
    public ChannelWriter<T> AsChannelWriter() => new ChannelWriterView<T>(Core);

    /// <inheritdoc cref="MpscSender{T}.Dispose"/>
    public void Dispose()
    {
        if (_disposed.TrySet())
        {
            _core.RemoveSender();
        }
    }

    /// <summary>The state of the channel, for people.</summary>
    public override string ToString() => $"MpmcSender<{typeof(T).Name}> ({_core})";
}
