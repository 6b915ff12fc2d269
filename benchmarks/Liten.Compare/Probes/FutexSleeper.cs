using System.Runtime.InteropServices;

namespace Liten.Compare;

/// <summary>The system call below every lock of a Linux program, without what .NET puts around it.</summary>
internal sealed unsafe partial class FutexSleeper : ISleeper
{
    private const int WaitPrivate = 128;
    private const int WakePrivate = 129;
    private const int Asleep = 0;
    private const int Woken = 1;

    private static readonly nint s_futexCall = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.X86 or Architecture.Arm => 240,
        _ => 98,
    };

    private readonly int* _word = (int*)NativeMemory.AllocZeroed(sizeof(int));

    public void Sleep()
    {
        while (Interlocked.Exchange(ref *_word, Asleep) != Woken)
        {
            _ = Call(s_futexCall, _word, WaitPrivate, Asleep, 0); // returns early if it was woken meanwhile
        }
    }

    public void Wake()
    {
        Volatile.Write(ref *_word, Woken);
        _ = Call(s_futexCall, _word, WakePrivate, 1, 0);
    }

    public void Dispose() => NativeMemory.Free(_word);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Call(nint number, int* word, nint operation, nint value, nint timeout);
}
