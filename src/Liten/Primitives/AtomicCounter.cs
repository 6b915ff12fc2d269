namespace Liten;

/// <summary>A number that any thread may change. Mutable struct: keep it in a field that is not readonly.</summary>
internal struct AtomicCounter
{
    private long _value;

    /// <summary>Acquire: pairs with the RMW in <see cref="Add"/>.</summary>
    public readonly long Value => Volatile.Read(in _value);

    /// <summary>Adds, and returns the new value. A full fence.</summary>
    public long Add(long amount) => Interlocked.Add(ref _value, amount);
}
