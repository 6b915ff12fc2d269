namespace WordCount;

/// <summary>A file that may hold text.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Length">Its length in bytes when it was listed.</param>
internal readonly record struct TextFile(string Path, long Length);
