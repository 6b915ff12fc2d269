namespace Liten;

/// <summary>Takes the place of the product's spin: it looks once, where a scenario wants it to, so that the permit may come before, at or after that look.</summary>
internal sealed class AdaptiveSpin
{
    public bool Looks { get; init; }

    public bool SeesChange(ref int word, int value, long nanoseconds) => Looks && Volatile.Read(ref word) != value;
}
