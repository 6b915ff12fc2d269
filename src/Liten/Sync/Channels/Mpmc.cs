using System.Threading.Channels;

namespace Liten;

/// <summary>A channel with many senders and many receivers: each item is received by one of them.</summary>
/// <remarks>
/// <para>Thread safety: all members of both sides may be used from any thread, inside and outside of a runtime.</para>
/// <para>
/// Cancellation: a wait that is cancelled or aborted leaves its place. A send that threw has not sent and never will; a
/// receive that threw took nothing.
/// </para>
/// <para>
/// Fairness: 0 overtakes. Items are received in the order in which they were sent. Waiting senders and waiting
/// receivers get their turn in the order in which they came: who comes later never goes first.
/// </para>
/// <para>
/// End: the channel is closed by <c>Close</c>, or when its last sender is disposed; what is buffered can still be
/// received. When the last receiver is disposed, sends are refused, and what is buffered is dropped.
/// </para>
/// <example>
/// <code>
/// static async LitenTask&lt;int&gt; SumAsync(CancellationToken cancellationToken)
/// {
///     var (sender, receiver) = Mpmc.CreateBounded&lt;int&gt;(capacity: 16);
///     JoinHandle&lt;int&gt;[] workers = new JoinHandle&lt;int&gt;[4];
///     for (int i = 0; i &lt; workers.Length; i++)
///     {
///         MpmcReceiver&lt;int&gt; own = receiver.Clone();
///         workers[i] = LitenTask.Spawn(() => SumOneAsync(own, cancellationToken));
///     }
///
///     receiver.Dispose();
///     for (int i = 1; i &lt;= 100; i++)
///     {
///         await sender.SendAsync(i, cancellationToken);
///     }
///
///     sender.Dispose();
///     int sum = 0;
///     foreach (JoinHandle&lt;int&gt; worker in workers)
///     {
///         sum += await worker;
///     }
///
///     return sum;
/// }
///
/// static async LitenTask&lt;int&gt; SumOneAsync(MpmcReceiver&lt;int&gt; receiver, CancellationToken cancellationToken)
/// {
///     using (receiver)
///     {
///         int sum = 0;
///         await foreach (int item in receiver.WithCancellation(cancellationToken))
///         {
///             sum += item;
///         }
///
///         return sum;
///     }
/// }
/// </code>
/// </example>
/// </remarks>
public static class Mpmc
{
    /// <inheritdoc cref="Mpsc.CreateBounded"/>
    public static (MpmcSender<T> Sender, MpmcReceiver<T> Receiver) CreateBounded<T>(
        int capacity,
        BoundedChannelFullMode fullMode = BoundedChannelFullMode.Wait,
        Action<T>? onDropped = null,
        string? name = null)
    {
        var core = new ChannelCore<T>(capacity, fullMode, onDropped, hasOneReceiver: false) { Name = name };
        return (new MpmcSender<T>(core), new MpmcReceiver<T>(core));
    }

    /// <inheritdoc cref="Mpsc.CreateUnbounded"/>
    public static (MpmcSender<T> Sender, MpmcReceiver<T> Receiver) CreateUnbounded<T>(
        Action<T>? onDropped = null, string? name = null)
        => CreateBounded(ChannelCore<T>.Unbounded, BoundedChannelFullMode.Wait, onDropped, name);
}
