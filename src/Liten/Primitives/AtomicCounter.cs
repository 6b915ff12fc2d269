namespace Liten;

/// <summary>A number that any thread may change. Mutable struct: keep it in a field that is not readonly.</summary>
internal struct AtomicCounter
{
    private long _value;

    public readonly long Value => Volatile.Read(in _value);

    /// <summary>Adds and tells the new value. A full fence.</summary>
    public long Add(long amount) => Interlocked.Add(ref _value, amount);

    /// <summary>Adds one unless the number has reached a limit.</summary>
    public bool TryIncrementBelow(long limit)
    {
        if (Interlocked.Increment(ref _value) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _value);
        return false;
    }
}
