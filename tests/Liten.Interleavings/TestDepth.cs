namespace Liten.Interleavings;

/// <summary>
/// How far a test run goes. Tests with this trait take minutes: <c>dotnet test</c> leaves them out, and <c>LITEN_EXPLORE=deep</c> in
/// the environment runs nothing else; <c>deep-scenarios</c> and <c>deep-hunts</c> are its halves, for two processors. The project file
/// makes the filter of it.
/// </summary>
internal static class TestDepth
{
    public const string Trait = "Depth";
    public const string Deep = "deep";
}
