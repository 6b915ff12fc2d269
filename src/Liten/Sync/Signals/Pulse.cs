namespace Liten;

/// <summary>A signal to all who wait, with a count, so that nobody misses one between looking and waiting.</summary>
/// <remarks>
/// <para>Thread safety: both sides may be used from any thread, inside and outside of a runtime.</para>
/// <para>Cancellation: a wait that is cancelled or aborted ends alone; the count does not change by it.</para>
/// <para>Fairness: a pulse wakes all who wait at that moment, in the order in which they came (0 overtakes).</para>
/// <para>
/// The <see cref="PulseReceiver.Generation"/> counts the pulses. Read it, look at what the pulses are about, then wait
/// with <see cref="PulseReceiver.WaitAsync(long, CancellationToken)"/>: a pulse that came meanwhile ends the wait at
/// once.
/// </para>
/// <example>
/// <code>
/// static async LitenTask WaitUntilAsync(
///     Func&lt;bool&gt; isReady, PulseReceiver changed, CancellationToken cancellationToken)
/// {
///     long seen = changed.Generation;
///     while (!isReady())
///     {
///         seen = await changed.WaitAsync(seen, cancellationToken);
///     }
/// }
/// </code>
/// </example>
/// </remarks>
public static class Pulse
{
    /// <summary>Makes the two sides of a new pulse.</summary>
    /// <param name="name">What it is called where people are told what tasks wait for; null for no name.</param>
    public static (PulseSender Sender, PulseReceiver Receiver) Create(string? name = null)
    {
        var cell = new PulseCell { Name = name };
        return (new PulseSender(cell), new PulseReceiver(cell));
    }
}
