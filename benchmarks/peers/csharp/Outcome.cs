namespace Liten.Peers;

/// <summary>What a row says about its run.</summary>
/// <param name="Nanoseconds">There when the row times itself.</param>
/// <param name="Figures">What the row measures besides time.</param>
internal sealed record Outcome(double? Nanoseconds = null, IReadOnlyDictionary<string, double>? Figures = null)
{
    public static Outcome Timed { get; } = new();
}
