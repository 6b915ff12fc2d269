namespace WordCount;

/// <summary>The folder that the user named cannot be listed.</summary>
internal sealed class FolderUnreadableException(string message) : Exception(message);
