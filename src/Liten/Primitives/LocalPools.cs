using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>The current thread's part of all pools, by the pools' numbers.</summary>
internal static class LocalPools
{
    private static long s_numbers;

    [ThreadStatic]
    private static LocalPool[]? t_pools;

    /// <summary>Numbers a new pool. Only the number counts, so the step orders nothing else.</summary>
    public static int TakeNumber() => (int)Interlocked.Add(ref s_numbers, 1) - 1;

    public static ref LocalPool Get(int number)
    {
        LocalPool[]? pools = t_pools;
        if (pools is null || number >= pools.Length)
        {
            pools = Grow(number);
        }

        return ref pools[number];
    }

    /// <summary>The same for one who gives, or a null reference where memory is full.</summary>
    public static ref LocalPool TryGet(int number)
    {
        LocalPool[]? pools = t_pools;
        if (pools is null || number >= pools.Length)
        {
            pools = TryGrow(number);
        }

        return ref pools is null ? ref Unsafe.NullRef<LocalPool>() : ref pools[number];
    }

    private static LocalPool[]? TryGrow(int number)
    {
        try
        {
            return Grow(number);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LocalPool[] Grow(int number)
    {
        const int Spare = 16;
        Array.Resize(ref t_pools, number + Spare);
        return t_pools;
    }
}
