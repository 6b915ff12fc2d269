namespace Liten;

/// <summary>One value that changes, and receivers that wait for a newer one.</summary>
/// <remarks>
/// <para>Thread safety: senders and receivers may be used from any thread, inside and outside of a runtime.</para>
/// <para>
/// Only the last value is kept: a receiver that is slow sees fewer values, never an old one after a newer one. Sending
/// never waits, whatever receivers do: what they get is a copy.
/// </para>
/// <para>
/// Cancellation: a wait that is cancelled or aborted has seen nothing; the value it would have had is still new to its
/// receiver.
/// </para>
/// <para>
/// Fairness: each receiver has its own position, and a send wakes all that wait, in the order in which they came (0
/// overtakes).
/// </para>
/// <example>
/// <code>
/// var (sender, receiver) = Watch.Create(Settings.Default);
///
/// async LitenTask FollowAsync(CancellationToken cancellationToken)
/// {
///     Apply(receiver.Current);
///     await foreach (Settings settings in receiver.WithCancellation(cancellationToken))
///     {
///         Apply(settings);
///     }
/// }
/// </code>
/// </example>
/// </remarks>
public static class Watch
{
    /// <summary>Makes a sender and a receiver, which counts as having seen the first value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="initial">The first value; <c>default</c> and null are fine.</param>
    /// <param name="name">What it is called where people are told what tasks wait for; null for no name.</param>
    public static (WatchSender<T> Sender, WatchReceiver<T> Receiver) Create<T>(T initial, string? name = null)
    {
        var cell = new WatchCell<T>(initial) { Name = name };
        return (new WatchSender<T>(cell), new WatchReceiver<T>(cell, new FanOutSeat<T>(cell)));
    }
}
