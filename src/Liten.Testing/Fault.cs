namespace Liten.Testing;

/// <summary>Places in code where a test may have a fault strike.</summary>
public static class Fault
{
    /// <summary>
    /// Whether the fault strikes here and now: false but in a schedule whose test allows it
    /// (<see cref="Faults.Allow"/>).
    /// </summary>
    /// <param name="name">The name of the fault.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public static bool Here(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TestScheduler.Current?.Strikes(name) == true;
    }
}
