namespace Liten;

/// <summary>Takes the place of the product's: the system knows nothing of actors.</summary>
internal sealed class SystemThread
{
    public static SystemThread Current { get; } = new();

    public long Id => 0;

    public ThreadReading Read() => default;
}
