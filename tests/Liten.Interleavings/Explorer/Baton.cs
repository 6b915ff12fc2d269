using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Liten.Interleavings;

/// <summary>Hands control from one OS thread to another. Only the thread that holds the baton runs.</summary>
/// <remarks>
/// A hand-over is most of what a schedule costs, so it is the bare system call where there is one. It must be real: nothing here
/// goes through the aliases. It does not spin: both threads are on the same processor (<see cref="OneProcessor"/>).
/// </remarks>
internal sealed unsafe class Baton
{
    private const int Gone = 0;
    private const int Here = 1;
    private const int Sleeping = 2;

    private const nint FutexCall = 202;
    private const nint FutexWait = 128;
    private const nint FutexWake = 129;

    private const int WordIndex = 16;

    private static readonly delegate* unmanaged<nint, int*, nint, nint, nint, nint> s_systemCall = FindSystemCall();

    private readonly int[] _memory = System.GC.AllocateArray<int>(2 * WordIndex, pinned: true);
    private readonly SemaphoreSlim _semaphore = new(0);

    private ref int Word => ref _memory[WordIndex];

    private int* Address => (int*)Unsafe.AsPointer(ref Word);

    public void Pass()
    {
        if (s_systemCall == null)
        {
            _semaphore.Release();
        }
        else if (System.Threading.Interlocked.Exchange(ref Word, Here) == Sleeping)
        {
            s_systemCall(FutexCall, Address, FutexWake, 1, 0);
        }
    }

    public void Wait()
    {
        if (s_systemCall == null)
        {
            _semaphore.Wait();
            return;
        }

        System.Threading.Interlocked.CompareExchange(ref Word, Sleeping, Gone);
        while (System.Threading.Volatile.Read(ref Word) == Sleeping)
        {
            s_systemCall(FutexCall, Address, FutexWait, Sleeping, 0);
        }

        System.Threading.Volatile.Write(ref Word, Gone);
    }

    private static delegate* unmanaged<nint, int*, nint, nint, nint, nint> FindSystemCall()
        => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
            && NativeLibrary.TryLoad("libc", typeof(Baton).Assembly, null, out nint library)
            && NativeLibrary.TryGetExport(library, "syscall", out nint call)
            ? (delegate* unmanaged<nint, int*, nint, nint, nint, nint>)call
            : null;
}
