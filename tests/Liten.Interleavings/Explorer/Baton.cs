using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Liten.Interleavings;

/// <summary>Hands control from one OS thread to another. Only the thread that holds the baton runs.</summary>
/// <remarks>
/// A hand-over is the cost of a schedule, so it is the bare system call where there is one. This must be real, so nothing here
/// goes through the aliases.
/// </remarks>
internal sealed unsafe partial class Baton
{
    private const int FutexWait = 128;
    private const int FutexWake = 129;
    private const int Spins = 100;

    private static readonly bool s_hasFutex = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private readonly int[] _word = GC.AllocateArray<int>(32, pinned: true);
    private readonly SemaphoreSlim _semaphore = new(0);

    private int* Address => (int*)Unsafe.AsPointer(ref _word[16]);

    public void Pass()
    {
        if (!s_hasFutex)
        {
            _semaphore.Release();
        }
        else if (System.Threading.Interlocked.Exchange(ref _word[16], 1) == Sleeping)
        {
            _ = SystemCall(202, Address, FutexWake, 1, 0);
        }
    }

    public void Wait()
    {
        if (!s_hasFutex)
        {
            _semaphore.Wait();
            return;
        }

        for (int i = 0; i < Spins; i++)
        {
            if (System.Threading.Volatile.Read(ref _word[16]) == 1)
            {
                System.Threading.Volatile.Write(ref _word[16], 0);
                return;
            }

            System.Threading.Thread.SpinWait(1);
        }

        if (System.Threading.Interlocked.CompareExchange(ref _word[16], Sleeping, 0) == 0)
        {
            while (System.Threading.Volatile.Read(ref _word[16]) == Sleeping)
            {
                _ = SystemCall(202, Address, FutexWait, Sleeping, 0);
            }
        }

        System.Threading.Volatile.Write(ref _word[16], 0);
    }

    private const int Sleeping = 2;

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, int* word, nint operation, nint value, nint timeout);
}
