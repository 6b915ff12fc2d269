namespace WordCount;

/// <summary>What a walk through a folder has found.</summary>
internal sealed record Listing(IReadOnlyList<TextFile> Files, IReadOnlyList<Skipped> Skipped, int EmptyFiles);
