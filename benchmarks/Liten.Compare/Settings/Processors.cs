using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Liten.Compare;

/// <summary>The processors that this program may use, and how a program is started on one of them only.</summary>
internal static partial class Processors
{
    private const int MaskBytes = 1024; // 8192 processors; Linux fills what it needs
    private const int CallingThread = 0;

    public static bool CanBind { get; } = OperatingSystem.IsLinux();

    public static IReadOnlyList<int> Allowed { get; } = CanBind ? Numbers(ReadMask()) : [.. Enumerable.Range(0, Environment.ProcessorCount)];

    /// <summary>
    /// A program inherits the processors of the thread that starts it. So it is bound from its first instruction on, and what
    /// it asks the system about its processors says one.
    /// </summary>
    public static Process? StartBound(ProcessStartInfo program, int processor)
    {
        byte[] before = ReadMask();
        var one = new byte[MaskBytes];
        one[processor / 8] = (byte)(1 << (processor % 8));
        WriteMask(one);
        try
        {
            return Process.Start(program);
        }
        finally
        {
            WriteMask(before);
        }
    }

    private static int[] Numbers(byte[] mask)
        => [.. Enumerable.Range(0, mask.Length * 8).Where(number => (mask[number / 8] & (1 << (number % 8))) != 0)];

    private static byte[] ReadMask()
    {
        var mask = new byte[MaskBytes];
        return GetAffinity(CallingThread, MaskBytes, mask) == 0 ? mask : throw Failed("read");
    }

    private static void WriteMask(byte[] mask)
    {
        if (SetAffinity(CallingThread, MaskBytes, mask) != 0)
        {
            throw Failed("changed");
        }
    }

    private static InvalidOperationException Failed(string what)
        => new($"The thread's processors could not be {what}: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nint bytes, [Out] byte[] mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nint bytes, byte[] mask);
}
