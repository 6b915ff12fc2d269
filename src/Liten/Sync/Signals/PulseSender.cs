using System.Diagnostics;

namespace Liten;

/// <summary>The side of a <see cref="Pulse"/> that wakes those who wait.</summary>
/// <remarks>
/// <para>
/// Thread safety: all members may be used from any thread. Every duplicate made by <see cref="Clone"/> is disposed for
/// itself, and disposing one twice counts once; when the last one is disposed, the pulse has ended.
/// </para>
/// <para>Cancellation: nothing here waits, and a pulse never runs the waiting code on the sender's stack.</para>
/// <para>Fairness: see <see cref="Pulse"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class PulseSender : IDisposable
{
    private readonly PulseCell _cell;
    private AtomicFlag _disposed;

    internal PulseSender(PulseCell cell) => _cell = cell;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name => _cell.Name;

    private PulseCell Cell => _disposed.IsSet ? throw Disposed() : _cell;

    /// <summary>Starts the next generation and wakes all that wait for it.</summary>
    /// <returns>False if the pulse was closed before; then nothing has changed.</returns>
    /// <exception cref="ObjectDisposedException">This sender was disposed.</exception>
    public bool NotifyAll() => Cell.NotifyAll();

    /// <summary>Makes another sender of the same pulse, with a <see cref="Dispose"/> of its own.</summary>
    /// <exception cref="ObjectDisposedException">This sender was disposed.</exception>
    public PulseSender Clone()
    {
        var clone = new PulseSender(Cell);
        return _cell.TryAddSender() ? clone : throw Disposed();
    }

    /// <summary>
    /// Ends the pulse for all: who waits gets a <c>ChannelClosedException</c>. Harmless when repeated.
    /// </summary>
    public void Close() => _cell.End(error: null);

    /// <summary>Ends the pulse for all with an error, which the <c>ChannelClosedException</c> carries inside.</summary>
    /// <param name="error">Why it ends.</param>
    /// <remarks>The first close decides: on a pulse that has ended this changes nothing.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    public void Close(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        _cell.End(error);
    }

    /// <summary>Says that this sender is done; the last one ends the pulse. Harmless when repeated.</summary>
    public void Dispose()
    {
        if (_disposed.TrySet())
        {
            _cell.RemoveSender();
        }
    }

    /// <summary>The pulse's state, for people.</summary>
    public override string ToString() => $"PulseSender ({_cell})";

    private static ObjectDisposedException Disposed() => new(
        nameof(PulseSender), "This sender was disposed. Clone() it before, for each part of the program that sends.");
}
