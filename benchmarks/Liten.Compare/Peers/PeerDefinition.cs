namespace Liten.Compare;

/// <summary>A program that does the rows' work in its own world.</summary>
/// <param name="Key">Its name in options and files.</param>
/// <param name="Title">Its name in tables.</param>
/// <param name="Path">Where the program is, once it was built.</param>
/// <param name="Version">What it was built with, or null.</param>
internal sealed record PeerDefinition(string Key, string Title, string Path, string? Version)
{
    public bool Exists => File.Exists(Path);
}
