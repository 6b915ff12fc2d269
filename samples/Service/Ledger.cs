namespace Service;

/// <summary>What the service has done.</summary>
public sealed class Ledger
{
    private int _taken;
    private int _shipped;

    public int Taken => Volatile.Read(ref _taken);

    public int Shipped => Volatile.Read(ref _shipped);

    public int Take() => Interlocked.Increment(ref _taken);

    public void Ship() => Interlocked.Increment(ref _shipped);
}
