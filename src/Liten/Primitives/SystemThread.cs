using System.Globalization;
using System.Runtime.InteropServices;

namespace Liten;

/// <summary>A thread as the operating system sees it: whether it computes or waits.</summary>
/// <remarks>Thread safety: all but <see cref="Current"/> may be used from any thread.</remarks>
internal sealed partial class SystemThread
{
    private const nint NoSuchCall = -1;

    [ThreadStatic]
    private static SystemThread? t_current;

    private readonly Thread _thread = Thread.CurrentThread;

    /// <summary>Where Linux tells about the thread; null elsewhere.</summary>
    private readonly string? _path;

    private SystemThread()
    {
        Id = Math.Max(0, ReadId());
        _path = Id > 0 ? $"/proc/self/task/{Id}/stat" : null;
    }

    /// <summary>The calling thread.</summary>
    public static SystemThread Current => t_current ??= new SystemThread();

    /// <summary>The system's number of the thread; 0 if that is not known.</summary>
    public long Id { get; }

    /// <summary>What the thread does at this moment.</summary>
    public ThreadReading Read()
    {
        if (_path is null)
        {
            bool waits = (_thread.ThreadState & ThreadState.WaitSleepJoin) != 0;
            return new(IsRunning: false, IsWaiting: waits, ProcessorTime: TimeSpan.Zero);
        }

        try
        {
            return Parse(File.ReadAllText(_path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default; // The thread has ended, or the system tells nothing.
        }
    }

    /// <summary>Reads a line of proc(5): the state, and behind it the time in user code and in the kernel.</summary>
    internal static ThreadReading Parse(string stat)
    {
        // The name stands in brackets and may hold any character.
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 13)
        {
            return default;
        }

        long ticks = long.Parse(fields[11], CultureInfo.InvariantCulture)
            + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return new(fields[0] is "R", fields[0] is "S" or "D", TimeSpan.FromMilliseconds(10 * ticks));
    }

    // Only where the number of gettid(2) has been checked against the kernel's headers.
    private static long ReadId()
    {
        nint number = (OperatingSystem.IsLinux(), RuntimeInformation.ProcessArchitecture) switch
        {
            (true, Architecture.X64) => 186,
            (true, Architecture.Arm64) => 178,
            _ => NoSuchCall,
        };
        try
        {
            return number == NoSuchCall ? NoSuchCall : SystemCall(number, 0, 0, 0, 0, 0, 0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return NoSuchCall;
        }
    }

    // All six arguments are passed because musl's variadic `syscall` reads all six.
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)] // Not a libc.so beside the program.
    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(
        nint number, nint first, nint second, nint third, nint fourth, nint fifth, nint sixth);
}
