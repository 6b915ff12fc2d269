using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// A <see cref="SleepWord"/> on a Linux futex: no lock, no handle, one system call to sleep and one to wake.
/// </summary>
internal sealed unsafe class FutexWord : SleepWord
{
    private readonly int* _address;

    public FutexWord() => _address = (int*)Unsafe.AsPointer(ref Value); // Stays valid: the array is pinned.

    public override void WaitWhile(int value, long nanoseconds)
    {
        Futex.Wait(_address, value, nanoseconds);
        GC.KeepAlive(this); // The kernel knows only the address: the object must outlive the call.
    }

    public override void WakeOne()
    {
        Futex.WakeOne(_address);
        GC.KeepAlive(this);
    }
}
