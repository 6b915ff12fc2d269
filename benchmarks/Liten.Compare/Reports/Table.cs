namespace Liten.Compare;

/// <summary>Cells of text; the first column is the name of the row.</summary>
internal sealed record Table(string Title, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The other columns are numbers.</summary>
    public bool HasNumbers { get; init; } = true;
}
