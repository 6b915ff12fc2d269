using System.Diagnostics;

namespace Liten;

/// <summary>The side of a <see cref="Oneshot"/> that sends the value.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <remarks>
/// <para>Thread safety: all members may be used from any thread. Of several that send, one wins.</para>
/// <para>Cancellation: nothing here waits, and sending never runs the receiver's code on the sender's stack.</para>
/// <para>Fairness: see <see cref="Oneshot"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct OneshotSender<T> : IDisposable
{
    private readonly OneshotCell<T>? _cell;

    internal OneshotSender(OneshotCell<T> cell) => _cell = cell;

    /// <summary>
    /// Whether sending can no longer succeed: a value was sent, this sender was disposed or the receiver was closed.
    /// </summary>
    /// <remarks>True is final; false may be outdated at once. Ask before producing a value that is expensive.</remarks>
    /// <exception cref="InvalidOperationException">This sender is <c>default</c>.</exception>
    public bool IsClosed => !Cell.IsOpen;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name => _cell?.Name;

    private OneshotCell<T> Cell => _cell
        ?? throw new InvalidOperationException("This OneshotSender is empty. Get it from Oneshot.Create<T>().");

    /// <summary>Sends the value.</summary>
    /// <returns>
    /// True if the receiver has it or can receive it; false if it never will, because a value was sent before, this
    /// sender was disposed or the receiver was closed. The caller then still has the value.
    /// </returns>
    /// <exception cref="InvalidOperationException">This sender is <c>default</c>.</exception>
    public bool TrySend(T value) => Cell.TrySend(value);

    /// <summary>
    /// Says that no value will come: the receiver gets an <see cref="OneshotClosedException"/>. Changes nothing after a
    /// value was sent.
    /// </summary>
    public void Dispose() => _cell?.End(OneshotState.Abandoned);

    /// <summary>The state of the oneshot, for people.</summary>
    public override string ToString() => $"OneshotSender ({_cell?.ToString() ?? "empty"})";
}
