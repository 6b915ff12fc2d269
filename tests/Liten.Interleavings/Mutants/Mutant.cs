namespace Liten.Interleavings;

/// <summary>One atomic operation of the source, made weaker in one way.</summary>
/// <param name="Site">The operation.</param>
/// <param name="Kind">How it is weakened.</param>
internal sealed record Mutant(Site Site, MutationKind Kind)
{
    /// <summary>How a list names it: the file and the line's text rather than its number, so that an edit elsewhere does not matter.</summary>
    public string Name { get; } = $"{Path.GetFileName(Site.File)}: {SourceLines.Text(Site)}: {Kind}";

    public override string ToString() => Name;
}
