namespace Liten.Peers;

/// <summary>Not rows of the table, but questions about where the program runs.</summary>
internal static class Environs
{
    /// <summary>How many processors the runtime sees.</summary>
    public static Outcome Processors(Run run)
        => new(Figures: new Dictionary<string, double> { ["processors"] = Environment.ProcessorCount });
}
