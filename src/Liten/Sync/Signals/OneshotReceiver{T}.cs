using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>The side of a <see cref="Oneshot"/> that waits for the value.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <remarks>
/// <para>Thread safety: all members may be used from any thread, but only one wait at a time.</para>
/// <para>
/// Cancellation: a cancelled or aborted wait takes nothing, and <see cref="ReceiveAsync"/> may be called again. A value
/// that was handed to a wait reaches it, even if its token is cancelled right after.
/// </para>
/// <para>Fairness: see <see cref="Oneshot"/>, which also has an example.</para>
/// <para>
/// <see cref="Close"/> keeps a value that was sent before, so that it can still be received; <see cref="Dispose"/> lets
/// go of it.
/// </para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct OneshotReceiver<T> : IDisposable
{
    private readonly OneshotCell<T>? _cell;

    internal OneshotReceiver(OneshotCell<T> cell) => _cell = cell;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name => _cell?.Name;

    internal OneshotCell<T> Cell => _cell
        ?? throw new InvalidOperationException("This OneshotReceiver is empty. Get it from Oneshot.Create<T>().");

    /// <summary>Waits for the value and takes it.</summary>
    /// <param name="cancellationToken">Ends the wait, not the oneshot.</param>
    /// <exception cref="OneshotClosedException">
    /// No value will come: the sender was disposed without sending, or this receiver was closed.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    /// <exception cref="InvalidOperationException">
    /// Another wait is under way, the value was taken before, or this receiver is <c>default</c>. Thrown by the call
    /// itself.
    /// </exception>
    public LitenTask<T> ReceiveAsync(CancellationToken cancellationToken = default) =>
        Cell.ReceiveAsync(cancellationToken);

    /// <summary>Takes the value if it is there, without waiting.</summary>
    /// <returns>False while nothing was sent.</returns>
    /// <exception cref="OneshotClosedException">
    /// No value will come: the sender was disposed without sending, or this receiver was closed.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The value was taken before, or this receiver is <c>default</c>.
    /// </exception>
    public bool TryReceive([MaybeNullWhen(false)] out T value) => Cell.TryReceive(out value);

    /// <summary>
    /// Makes every later send fail. A value sent before can still be received; a wait under way ends with
    /// <see cref="OneshotClosedException"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">This receiver is <c>default</c>.</exception>
    public void Close() => Cell.End(OneshotState.Closed);

    /// <summary>Closes the receiver and lets go of a value that was not taken. Such a value is not disposed.</summary>
    public void Dispose() => _cell?.End(OneshotState.Closed, dropValue: true);

    /// <summary>
    /// Gets the awaiter that <c>await</c> uses: <c>await receiver</c> is <c>await receiver.ReceiveAsync()</c>.
    /// </summary>
    public LitenTaskAwaiter<T> GetAwaiter() => ReceiveAsync().GetAwaiter();

    /// <summary>The state of the oneshot, for people.</summary>
    public override string ToString() => $"OneshotReceiver ({_cell?.ToString() ?? "empty"})";
}
