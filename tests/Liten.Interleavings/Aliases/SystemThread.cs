namespace Liten;

/// <summary>Takes the place of the product's: the system knows nothing of actors.</summary>
internal sealed class SystemThread
{
    public static SystemThread Current { get; } = new();

    public ThreadReading Read() => default;
}
