namespace Liten.Soak;

/// <summary>Notices a load that no longer comes to the end of a batch. Counts its own ticks: a machine that slept is no stall.</summary>
internal sealed class StallWatch(LoadRunner[] runners, int patience)
{
    private readonly (long Batches, int Ticks)[] _seen = new (long, int)[runners.Length];

    /// <summary>To be called once a second.</summary>
    /// <returns>The name of a load that made no progress during so many calls, or null.</returns>
    public string? FindStalled()
    {
        string? stalled = null;
        for (int i = 0; i < runners.Length; i++)
        {
            long batches = runners[i].Batches;
            _seen[i] = batches == _seen[i].Batches ? (batches, _seen[i].Ticks + 1) : (batches, 0);
            stalled = _seen[i].Ticks >= patience ? runners[i].Name : stalled;
        }

        return stalled;
    }
}
