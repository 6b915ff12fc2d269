namespace Liten;

/// <summary>A number that any thread may change. Mutable struct: keep it in a field that is not readonly.</summary>
internal struct AtomicCounter
{
    private long _value;

    /// <summary>Acquire: pairs with the RMW in <see cref="Add"/> and <see cref="TryIncrementBelow"/>.</summary>
    public readonly long Value => Volatile.Read(in _value);

    /// <summary>Adds, and returns the new value. A full fence.</summary>
    public long Add(long amount) => Interlocked.Add(ref _value, amount);

    /// <summary>Adds one unless the number has reached a limit.</summary>
    public bool TryIncrementBelow(long limit)
    {
        while (true)
        {
            long value = Volatile.Read(ref _value);
            if (value >= limit)
            {
                return false;
            }

            // Not an increment that is taken back: in between, it would refuse somebody else for whom there is room.
            if (Interlocked.CompareExchange(ref _value, value + 1, value) == value)
            {
                return true;
            }
        }
    }
}
