using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>One pass through the items of a receiver: what <c>await foreach</c> uses.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// <para>Thread safety: for one caller at a time. Several of one receiver share its items.</para>
/// <para>
/// Cancellation: the token is looked at before each item, also a buffered one; an abort of the calling task as well. A
/// step that threw took nothing, and the next one may go on.
/// </para>
/// <para>Fairness: that of the receiver.</para>
/// <example>
/// <code>
/// static async LitenTask PrintAsync(MpscReceiver&lt;string&gt; lines, CancellationToken cancellationToken)
/// {
///     await foreach (string line in lines.WithCancellation(cancellationToken))
///     {
///         Console.WriteLine(line);
///     }
/// }
/// </code>
/// </example>
/// </remarks>
public sealed class ChannelEnumerator<T> : IAsyncEnumerator<T>
{
    private readonly ChannelCore<T> _core;
    private readonly CancellationToken _cancellationToken;
    private readonly T[] _current = new T[1];

    internal ChannelEnumerator(ChannelCore<T> core, CancellationToken cancellationToken)
    {
        _core = core;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The item that the last step has received.</summary>
    public T Current => _current[0];

    /// <summary>Waits for the next item and takes it; false at the end.</summary>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">
    /// The channel has ended with an error, which is inside.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    /// <exception cref="InvalidOperationException">
    /// Another receive waits at the receiver of an <see cref="Mpsc"/>. Thrown by the call itself.
    /// </exception>
    public LitenTask<bool> MoveNextAsync()
    {
        LitenTask<int> received = _core.ReceiveManyAsync(_current, _cancellationToken);
        return received.Source is null ? new LitenTask<bool>(received.EndAwait() > 0) : Finish(received);

        static async LitenTask<bool> Finish(LitenTask<int> received) => await received > 0;
    }

    /// <summary>Ends the pass. The receiver and its items stay.</summary>
    public ValueTask DisposeAsync() => default;

    ValueTask<bool> IAsyncEnumerator<T>.MoveNextAsync()
    {
        LitenTask<bool> moved = MoveNextAsync();
        return moved.Source is null ? new ValueTask<bool>(moved.EndAwait()) : Finish(moved);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        static async ValueTask<bool> Finish(LitenTask<bool> moved) => await moved;
    }
}
