namespace Liten;

/// <summary>
/// An integer on which one thread can sleep for as long as it holds a given value: what an operating system offers
/// below <see cref="Parker"/>.
/// </summary>
/// <remarks>
/// The word lives in a pinned array, so that its address is good for a system call and the GC frees it. A thread that
/// is still inside <see cref="WakeOne"/> refers to this object and thereby keeps the memory, however late it comes.
/// </remarks>
internal abstract class SleepWord
{
    // 128 bytes before and after the word: two workers' words are neighbours on the pinned heap, and the adjacent-line
    // prefetcher makes pairs of 64-byte lines behave as one.
    private const int PaddingInts = 32;

    private readonly int[] _memory = GC.AllocateArray<int>(2 * PaddingInts, pinned: true);

    public ref int Value => ref _memory[PaddingInts];

    /// <summary>Sleeps while the word holds <paramref name="value"/>; may return early for no reason.</summary>
    public abstract void WaitWhile(int value, long nanoseconds);

    /// <summary>Called after the word was changed: the thread that sleeps on the old value returns.</summary>
    public abstract void WakeOne();
}
