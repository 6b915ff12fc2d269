namespace Liten;

/// <summary>A channel in which every receiver gets every item, and none holds up a sender.</summary>
/// <remarks>
/// <para>Thread safety: senders and receivers may be used from any thread, inside and outside of a runtime.</para>
/// <para>
/// The last <c>capacity</c> items are kept for receivers that are behind; the number is exact. A receiver that is
/// further behind gets a <see cref="BroadcastLaggedException"/> which says how many items it has missed, and goes on
/// with the oldest one kept. An item that all receivers have received is not referenced any more.
/// </para>
/// <para>
/// Cancellation: a receive that is cancelled or aborted takes nothing; the item is the receiver's next one.
/// </para>
/// <para>
/// Fairness: each receiver has its own position, and a send wakes all that wait, in the order in which they came (0
/// overtakes).
/// </para>
/// <example>
/// <code>
/// var (sender, receiver) = Broadcast.Create&lt;string&gt;(capacity: 64);
///
/// async LitenTask PrintAsync(CancellationToken cancellationToken)
/// {
///     while (true)
///     {
///         try
///         {
///             await foreach (string line in receiver.WithCancellation(cancellationToken))
///             {
///                 Console.WriteLine(line);
///             }
///
///             return;
///         }
///         catch (BroadcastLaggedException lag)
///         {
///             Console.WriteLine($"({lag.Missed} lines missed)");
///         }
///     }
/// }
/// </code>
/// </example>
/// </remarks>
public static class Broadcast
{
    /// <summary>Makes a sender, and a receiver that gets everything from the first item on.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="capacity">
    /// How many items are kept for receivers that are behind. The memory for them is reserved at once.
    /// </param>
    /// <param name="name">What it is called where people are told what tasks wait for; null for no name.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not positive, or larger than an array.</exception>
    public static (BroadcastSender<T> Sender, BroadcastReceiver<T> Receiver) Create<T>(
        int capacity, string? name = null)
    {
        if (capacity < 1 || capacity > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(capacity), capacity, $"The capacity must be 1 to {Array.MaxLength}.");
        }

        var ring = new BroadcastRing<T>(capacity) { Name = name };
        var seat = new FanOutSeat<T>(ring);
        ring.Subscribe(seat);
        return (new BroadcastSender<T>(ring), new BroadcastReceiver<T>(ring, seat));
    }
}
