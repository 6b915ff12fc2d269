namespace WordCount;

/// <summary>Finds the files under a folder. Blocks its thread.</summary>
internal sealed class FolderWalk
{
    private static readonly string[] s_skippedFolders = ["artifacts", "bin", "node_modules", "obj"];

    private readonly List<TextFile> _files = [];
    private readonly List<Skipped> _skipped = [];
    private readonly Stack<DirectoryInfo> _folders = new();
    private int _emptyFiles;

    private FolderWalk()
    {
    }

    public static string SkippedFolders => string.Join(", ", s_skippedFolders);

    /// <summary>Lists all files under the folder, ordered by path.</summary>
    /// <exception cref="FolderUnreadableException">There is no such folder, or it cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Listing List(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new FolderUnreadableException(File.Exists(folder) ? $"'{folder}' is a file, not a folder" : $"there is no folder '{folder}'");
        }

        var walk = new FolderWalk();
        walk.Visit(new DirectoryInfo(folder));
        if (walk._skipped.Count > 0 && walk._files.Count == 0 && walk._skipped[0].Path == folder)
        {
            throw new FolderUnreadableException($"cannot read the folder '{folder}': {walk._skipped[0].Reason}");
        }

        while (walk._folders.TryPop(out DirectoryInfo? next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            walk.Visit(next);
        }

        walk._files.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        return new Listing(walk._files, walk._skipped, walk._emptyFiles);
    }

    private void Visit(DirectoryInfo folder)
    {
        try
        {
            foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos())
            {
                Add(entry);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _skipped.Add(new Skipped(folder.ToString(), exception.Message));
        }
    }

    private void Add(FileSystemInfo entry)
    {
        bool isLink = entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
        switch (entry)
        {
            case DirectoryInfo folder:
                // Without links to folders there are no loops.
                if (!isLink && !folder.Name.StartsWith('.') && !s_skippedFolders.Contains(folder.Name))
                {
                    _folders.Push(folder);
                }

                break;
            case FileInfo file when isLink:
                AddLink(file);
                break;
            case FileInfo file:
                AddFile(file.ToString(), file.Length);
                break;
        }
    }

    private void AddLink(FileInfo link)
    {
        try
        {
            if (link.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target)
            {
                AddFile(link.ToString(), target.Length);
                return;
            }

            _skipped.Add(new Skipped(link.ToString(), "a link to something that does not exist"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _skipped.Add(new Skipped(link.ToString(), exception.Message));
        }
    }

    /// <summary>A length of 0 also is that of pipes and devices, whose reading might never end: they are not even opened.</summary>
    private void AddFile(string path, long length)
    {
        if (length == 0)
        {
            _emptyFiles++;
        }
        else
        {
            _files.Add(new TextFile(path, length));
        }
    }
}
