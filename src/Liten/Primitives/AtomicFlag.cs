namespace Liten;

/// <summary>A flag that one of several threads wins by setting it.</summary>
/// <remarks>A mutable struct: keep it in a field that is not <c>readonly</c>.</remarks>
internal struct AtomicFlag
{
    private int _value;

    /// <summary>Acquire: what the setter wrote before <see cref="TrySet"/> is visible after a true answer.</summary>
    public readonly bool IsSet => Volatile.Read(in _value) != 0;

    /// <summary>Sets the flag; true for the one caller that found it clear. A full fence.</summary>
    public bool TrySet() => Interlocked.Exchange(ref _value, 1) == 0;

    /// <summary>Clears the flag; true for the one caller that found it set. A full fence.</summary>
    public bool TryClear() => Interlocked.Exchange(ref _value, 0) != 0;
}
