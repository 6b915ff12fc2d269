namespace Liten.Interleavings;

/// <summary>The mutants that no scenario can notice, each with the reason why it is as good as the original.</summary>
internal static class EquivalentMutants
{
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
    };
}
