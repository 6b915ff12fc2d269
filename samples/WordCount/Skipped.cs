namespace WordCount;

/// <summary>A file or folder that could not be read.</summary>
internal readonly record struct Skipped(string Path, string Reason);
