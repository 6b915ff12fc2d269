using System.Diagnostics;

namespace Liten.Proof;

/// <summary>What this process holds of the system, at one moment. Threads and open files are those of /proc; elsewhere the nearest there is.</summary>
internal readonly record struct ProcessFigures(long ResidentBytes, int Threads, int OpenFiles)
{
    private const string ThreadFolder = "/proc/self/task";
    private const string FileFolder = "/proc/self/fd";

    /// <summary>What Linux keeps of a thread's name.</summary>
    private const int NameLength = 15;

    public static ProcessFigures Read()
    {
        if (OperatingSystem.IsLinux())
        {
            return new ProcessFigures(Environment.WorkingSet, Directory.GetDirectories(ThreadFolder).Length, Directory.GetFileSystemEntries(FileFolder).Length);
        }

        using Process process = Process.GetCurrentProcess();
        return new ProcessFigures(process.WorkingSet64, process.Threads.Count, process.HandleCount);
    }

    /// <summary>How many of the system's threads have a name that begins so; none where there is no /proc.</summary>
    public static int CountThreads(string name)
    {
        string beginning = name.Length > NameLength ? name[..NameLength] : name;
        return OperatingSystem.IsLinux()
            ? Directory.EnumerateDirectories(ThreadFolder).Count(thread => ReadName(thread).StartsWith(beginning, StringComparison.Ordinal))
            : 0;
    }

    private static string ReadName(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/comm");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ""; // It has ended since it was listed.
        }
    }
}
