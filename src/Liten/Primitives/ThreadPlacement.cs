using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Liten;

/// <summary>Where the operating system runs a thread, and ahead of which others. For the calling thread.</summary>
internal static partial class ThreadPlacement
{
    /// <summary>The highest number of a processor that Linux knows, and one.</summary>
    public const int MostProcessors = 8192;

    private const int BitsPerWord = 64;

    /// <summary>To setpriority: the calling thread, of which Linux makes a process.</summary>
    private const int OneProcess = 0;

    /// <summary>Runs the calling thread on the given processor only.</summary>
    /// <exception cref="PlatformNotSupportedException">The system is not Linux.</exception>
    /// <exception cref="InvalidOperationException">The system refuses it.</exception>
    public static unsafe void Bind(int processor)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException(
                "WorkerAffinity binds threads to processors, which Liten can do on Linux only. Leave it out here.");
        }

        ulong* mask = stackalloc ulong[MostProcessors / BitsPerWord];
        new Span<ulong>(mask, MostProcessors / BitsPerWord).Clear();
        mask[processor / BitsPerWord] = 1UL << (processor % BitsPerWord);
        if (SetAffinity(0, MostProcessors / 8, mask) != 0)
        {
            throw Refused($"binds no thread to processor {processor} (WorkerAffinity)");
        }
    }

    /// <summary>Runs the calling thread with the given priority.</summary>
    /// <exception cref="PlatformNotSupportedException">The system is neither Linux nor Windows.</exception>
    /// <exception cref="InvalidOperationException">The system refuses it.</exception>
    public static void SetPriority(ThreadPriority priority)
    {
        if (OperatingSystem.IsWindows())
        {
            Thread.CurrentThread.Priority = priority;
        }
        else if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException(
                "WorkerPriority sets the priority of threads, which Liten can do on Linux and Windows only. Leave it " +
                "out here.");
        }
        else if (SetPriority(OneProcess, 0, NiceOf(priority)) != 0)
        {
            throw Refused($"gives no thread the priority {priority} (WorkerPriority); a higher one needs a privilege");
        }
    }

    /// <summary>The nice value of a priority: in steps of five, from 10 to -10.</summary>
    internal static int NiceOf(ThreadPriority priority) => 5 * ((int)ThreadPriority.Normal - (int)priority);

    private static InvalidOperationException Refused(string what)
        => new($"The system {what}.", new Win32Exception(Marshal.GetLastPInvokeError()));

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)] // Not a libc.so beside the program.
    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static unsafe partial int SetAffinity(int thread, nint bytes, ulong* mask);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)] // Not a libc.so beside the program.
    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, int who, int nice);
}
