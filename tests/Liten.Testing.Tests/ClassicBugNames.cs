namespace Liten.Testing.Tests;

/// <summary>The ten as the data of theories.</summary>
public static class ClassicBugNames
{
    public static TheoryData<string> All => [.. ClassicBug.All.Select(static bug => bug.Name)];
}
