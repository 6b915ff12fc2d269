using System.Diagnostics.CodeAnalysis;

namespace WordCount;

/// <summary>What the user asked for.</summary>
internal sealed record CommandLine(string Folder, bool WantsHelp)
{
    public static string Help => $"""
        Usage: wordcount [FOLDER]

        Counts the words of all text files under FOLDER (default: the current folder).

          -h, --help   show this text
          --           what follows is the folder, even if it begins with a dash

        A word is a run of letters, digits and apostrophes; upper and lower case count as the
        same, and apostrophes around a word are left out. Text is read as UTF-8.

        Not read are
          - folders whose name begins with a dot, and {FolderWalk.SkippedFolders};
          - links to folders (links to files are followed);
          - binary files, which have a zero byte in their first 8 KiB, and empty files.
        A file or folder that cannot be read is listed at the end with the reason.

        Exit codes: 0 success, also when something could not be read; 2 wrong usage or no such
        folder; 130 interrupted with Ctrl+C, after what was counted so far has been shown.
        """;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out CommandLine? commandLine, [NotNullWhen(false)] out string? problem)
    {
        string? folder = null;
        bool wantsHelp = false;
        bool optionsEnded = false;
        problem = null;
        foreach (string arg in args)
        {
            if (!optionsEnded && arg is "-h" or "--help")
            {
                wantsHelp = true;
            }
            else if (!optionsEnded && arg == "--")
            {
                optionsEnded = true;
            }
            else if (!optionsEnded && arg.StartsWith('-'))
            {
                problem ??= $"unknown option '{arg}'; --help shows what there is";
            }
            else if (arg.Length == 0 || folder is not null)
            {
                problem ??= "one folder is expected; --help shows the usage";
            }
            else
            {
                folder = arg;
            }
        }

        commandLine = problem is null ? new CommandLine(folder ?? ".", wantsHelp) : null;
        return commandLine is not null;
    }
}
