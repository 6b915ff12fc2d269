namespace Liten;

/// <summary>Somebody who waits until the blocking pool has no threads any more.</summary>
internal sealed class BlockingJoiner
{
    public Parker Parker { get; } = new();

    /// <summary>Guarded by the pool's latch until the joiners are taken.</summary>
    public BlockingJoiner? Next { get; set; }

    /// <summary>Wakes a chain of joiners, or none.</summary>
    public static void Wake(BlockingJoiner? joiners)
    {
        for (; joiners is not null; joiners = joiners.Next)
        {
            joiners.Parker.Unpark();
        }
    }
}
