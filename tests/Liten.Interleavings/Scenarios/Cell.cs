namespace Liten.Interleavings;

/// <summary>A number in shared memory whose every access is a scheduling point, for what actors tell each other or fight for.</summary>
internal sealed class Cell
{
    private int _value;

    public int Value
    {
        get => Volatile.Read(ref _value);
        set => Volatile.Write(ref _value, value);
    }

    public int Add(int amount) => Interlocked.Add(ref _value, amount);
}
