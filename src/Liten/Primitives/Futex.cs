using System.Runtime.InteropServices;

namespace Liten;

/// <summary>The Linux futex system call, process-private: sleep while a word has a value, wake one sleeper.</summary>
/// <remarks>
/// No result is looked at: futex(2) allows a wait to end for no reason, so its caller checks the word again after
/// EINTR, EAGAIN and ETIMEDOUT alike.
/// </remarks>
internal static unsafe partial class Futex
{
    private const nint WaitPrivate = 0 | PrivateFlag;
    private const nint WakePrivate = 1 | PrivateFlag;
    private const nint PrivateFlag = 128;
    private const nint NoSuchCall = -1;

    private static readonly nint s_callNumber = CallNumber();

    public static readonly bool IsSupported = s_callNumber != NoSuchCall && WakeWorks();

    /// <summary>
    /// The timeout is relative, on the monotonic clock; <see cref="Nanoseconds.Forever"/> is no timeout.
    /// </summary>
    public static void Wait(int* word, int value, long nanoseconds)
    {
        TimeSpec timeout = new(nanoseconds / Nanoseconds.PerSecond, nanoseconds % Nanoseconds.PerSecond);
        TimeSpec* limit = nanoseconds == Nanoseconds.Forever ? null : &timeout;
        _ = SystemCall(s_callNumber, word, WaitPrivate, value, limit, null, 0);
    }

    public static void WakeOne(int* word) => _ = SystemCall(s_callNumber, word, WakePrivate, 1, null, null, 0);

    // Only where the kernel's timespec is two 64-bit integers and the number has been checked against its headers.
    private static nint CallNumber() => (OperatingSystem.IsLinux(), RuntimeInformation.ProcessArchitecture) switch
    {
        (true, Architecture.X64) => 202,
        (true, Architecture.Arm64) => 98,
        _ => NoSuchCall,
    };

    // A libc without `syscall` or a sandbox that forbids futex must lead to the portable fallback, not to a crash.
    private static bool WakeWorks()
    {
        try
        {
            int nobodySleepsHere = 0;
            return SystemCall(s_callNumber, &nobodySleepsHere, WakePrivate, 1, null, null, 0) == 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    // All six arguments are passed because musl's variadic `syscall` reads all six.
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)] // Not a libc.so beside the program.
    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(
        nint number, int* word, nint operation, nint value, TimeSpec* timeout, int* secondWord, nint thirdValue);

    private readonly struct TimeSpec(long seconds, long nanoseconds)
    {
        private readonly long _seconds = seconds;
        private readonly long _nanoseconds = nanoseconds;
    }
}
