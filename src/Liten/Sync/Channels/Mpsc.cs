using System.Threading.Channels;

namespace Liten;

/// <summary>A channel with many senders and one receiver.</summary>
/// <remarks>
/// <para>Thread safety: all members of both sides may be used from any thread, inside and outside of a runtime.</para>
/// <para>
/// Cancellation: a wait that is cancelled or aborted leaves its place. A send that threw has not sent and never will; a
/// receive that threw took nothing.
/// </para>
/// <para>
/// Fairness: 0 overtakes. Items are received in the order in which they were sent, and waiting senders get their turn
/// in the order in which they came: who comes later never goes first.
/// </para>
/// <para>
/// End: the channel is closed by <c>Close</c>, or when its last sender is disposed; what is buffered can still be
/// received. When the receiver is disposed, sends are refused, and what is buffered is dropped.
/// </para>
/// <para>
/// What happens when it is full is said with .NET's own <see cref="BoundedChannelFullMode"/>, which means the same
/// here: its names are known, and an enum of Liten's own would only have to be translated.
/// </para>
/// <example>
/// <code>
/// static async LitenTask&lt;int&gt; SumAsync(CancellationToken cancellationToken)
/// {
///     var (sender, receiver) = Mpsc.CreateBounded&lt;int&gt;(capacity: 16);
///     _ = LitenTask.Spawn(async () =>
///     {
///         using (sender)
///         {
///             for (int i = 1; i &lt;= 100; i++)
///             {
///                 await sender.SendAsync(i, cancellationToken);
///             }
///         }
///     });
///
///     int sum = 0;
///     await foreach (int item in receiver.WithCancellation(cancellationToken))
///     {
///         sum += item;
///     }
///
///     return sum;
/// }
/// </code>
/// </example>
/// </remarks>
public static class Mpsc
{
    /// <summary>Makes a channel that buffers up to <paramref name="capacity"/> items.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="capacity">
    /// How many items are buffered at most. With 0 nothing is: a send ends when a receive takes its item.
    /// </param>
    /// <param name="fullMode">
    /// What a send does when the channel is full: it waits, or an item is dropped. With capacity 0 there is none to
    /// drop but the sender's own.
    /// </param>
    /// <param name="onDropped">
    /// Gets each dropped item once, also those that are left when the receiver is disposed. Called by the code that
    /// drops it, without any lock; what it throws comes out of that call.
    /// </param>
    /// <param name="name">What it is called where people are told what tasks wait for; null for no name.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The capacity is negative, or the mode is none of the enum.
    /// </exception>
    public static (MpscSender<T> Sender, MpscReceiver<T> Receiver) CreateBounded<T>(
        int capacity,
        BoundedChannelFullMode fullMode = BoundedChannelFullMode.Wait,
        Action<T>? onDropped = null,
        string? name = null)
    {
        var core = new ChannelCore<T>(capacity, fullMode, onDropped, hasOneReceiver: true) { Name = name };
        return (new MpscSender<T>(core), new MpscReceiver<T>(core));
    }

    /// <summary>Makes a channel that buffers whatever is sent: a send never waits.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="onDropped">Gets each item that is left when the receiver is disposed, once.</param>
    /// <param name="name">What it is called where people are told what tasks wait for; null for no name.</param>
    public static (MpscSender<T> Sender, MpscReceiver<T> Receiver) CreateUnbounded<T>(
        Action<T>? onDropped = null, string? name = null)
        => CreateBounded(ChannelCore<T>.Unbounded, BoundedChannelFullMode.Wait, onDropped, name);
}
