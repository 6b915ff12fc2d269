namespace Liten.Compare;

/// <summary>Cells of text; the first column is the name of the row, the others are numbers.</summary>
internal sealed record Table(string Title, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows);
