using System.Diagnostics;

namespace Liten;

/// <summary>The side of a <see cref="Pulse"/> that waits.</summary>
/// <remarks>
/// <para>
/// Thread safety: all members may be used from any thread, by any number of waits at a time. Its copies are the same
/// receiver; there is nothing to dispose.
/// </para>
/// <para>
/// Cancellation: a wait that is cancelled or aborted ends alone. A pulse that has reached a wait stands, even if its
/// token is cancelled right after.
/// </para>
/// <para>Fairness: see <see cref="Pulse"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct PulseReceiver
{
    private readonly PulseCell? _cell;

    internal PulseReceiver(PulseCell cell) => _cell = cell;

    /// <summary>How many pulses there were. The answer may be outdated at once, but never goes back.</summary>
    /// <exception cref="InvalidOperationException">This receiver is <c>default</c>.</exception>
    public long Generation => Cell.Generation;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name => _cell?.Name;

    internal PulseCell Cell => _cell
        ?? throw new InvalidOperationException("This PulseReceiver is empty. Get it from Pulse.Create().");

    /// <summary>Waits for the next pulse.</summary>
    /// <param name="cancellationToken">Ends the wait, not the pulse.</param>
    /// <returns>The generation that the pulse has started, or a later one.</returns>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">
    /// No pulse will come: it was closed, or its last sender was disposed.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    /// <exception cref="InvalidOperationException">
    /// This receiver is <c>default</c>. Thrown by the call itself.
    /// </exception>
    public LitenTask<long> WaitAsync(CancellationToken cancellationToken = default) =>
        Cell.WaitAsync(since: null, cancellationToken);

    /// <summary>Waits until the generation is past <paramref name="since"/>: not at all if it is already.</summary>
    /// <param name="since">A number from <see cref="Generation"/> or from an earlier wait.</param>
    /// <param name="cancellationToken">Ends the wait, not the pulse.</param>
    /// <returns>The generation that was found or has come.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// No generation has had this number yet. Thrown by the call itself.
    /// </exception>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">
    /// No pulse past <paramref name="since"/> will come: it was closed, or its last sender was disposed.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    /// <exception cref="InvalidOperationException">
    /// This receiver is <c>default</c>. Thrown by the call itself.
    /// </exception>
    public LitenTask<long> WaitAsync(long since, CancellationToken cancellationToken = default) =>
        Cell.WaitAsync(since, cancellationToken);

    /// <summary>The pulse's state, for people.</summary>
    public override string ToString() => $"PulseReceiver ({_cell?.ToString() ?? "empty"})";
}
