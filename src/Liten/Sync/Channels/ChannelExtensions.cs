using System.Threading.Channels;

namespace Liten;

/// <summary>Liten's verbs on .NET's own channels: their waits obey an abort of the calling task.</summary>
/// <remarks>
/// <para>Thread safety, order and fairness: those of the channel.</para>
/// <para>
/// Cancellation: a receive that threw took nothing, and a send that threw has not sent. A wait ends at an abort as
/// every wait of Liten's does, unless a shield holds the abort back.
/// </para>
/// <para>
/// A wait allocates: .NET's channels know nothing of Liten. The other direction, <c>AsChannelReader</c> and
/// <c>AsChannelWriter</c>, is at the receivers and senders.
/// </para>
/// <example>
/// <code>
/// static async LitenTask CopyAsync(
///     ChannelReader&lt;int&gt; from, MpscSender&lt;int&gt; to, CancellationToken cancellationToken)
/// {
///     while (true)
///     {
///         await to.SendAsync(await from.ReceiveAsync(cancellationToken), cancellationToken);
///     }
/// }
/// </code>
/// </example>
/// </remarks>
public static class ChannelExtensions
{
    /// <summary>Waits for the next item and takes it.</summary>
    /// <param name="reader">A reader of .NET's.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChannelClosedException">The channel has ended.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    public static LitenTask<T> ReceiveAsync<T>(
        this ChannelReader<T> reader,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<T>(refusal);
        }

        return reader.TryRead(out T? item)
            ? new LitenTask<T>(item)
            : WaitAsync(reader, static (reader, token) => reader.ReadAsync(token), cancellationToken);
    }

    /// <summary>Sends an item, and waits for room if the channel is full.</summary>
    /// <param name="writer">A writer of .NET's.</param>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChannelClosedException">The channel is closed. The item was not sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first. The item was not sent.</exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first. The item was not sent.</exception>
    public static LitenTask SendAsync<T>(
        this ChannelWriter<T> writer,
        T item,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException(refusal);
        }

        return writer.TryWrite(item)
            ? LitenTask.CompletedTask
            : new LitenTask(WaitAsync((Writer: writer, Item: item), WriteAsync, cancellationToken));

        static async ValueTask<VoidResult> WriteAsync((ChannelWriter<T> Writer, T Item) send, CancellationToken token)
        {
            await send.Writer.WriteAsync(send.Item, token);
            return default;
        }
    }

    private static async LitenTask<TResult> WaitAsync<TState, TResult>(
        TState state,
        Func<TState, CancellationToken, ValueTask<TResult>> wait,
        CancellationToken cancellationToken)
    {
        if (TaskCore.Current is { } task)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(
                cancellationToken, task.GetCancellationToken());
            try
            {
                return await wait(state, either.Token);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (OperationCanceledException) when (task.MustStop)
            {
                throw task.AbortException();
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                // A shield holds the abort back: the wait begins again, without it.
            }
        }

        return await wait(state, cancellationToken);
    }
}
