namespace Liten;

/// <summary>One lane as the metrics see it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Queued">How many items wait in it.</param>
/// <param name="Serving">How many workers serve it.</param>
/// <param name="Used">Nanoseconds of workers' time that it has used.</param>
/// <param name="Turns">How many turns it has had.</param>
internal readonly record struct LaneStatus(string Name, int Queued, int Serving, long Used, long Turns)
{
    /// <summary>Its shares.</summary>
    public int Shares { get; init; }

    /// <summary>Nanoseconds that all turns have waited.</summary>
    public long Delay { get; init; }

    /// <summary>The longest of these.</summary>
    public long LongestDelay { get; init; }

    /// <summary>When the one that is next has come; <see cref="Nanoseconds.Forever"/> if none waits.</summary>
    public long NextQueuedAt { get; init; }
}
