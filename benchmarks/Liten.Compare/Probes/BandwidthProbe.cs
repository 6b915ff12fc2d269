using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Liten.Compare;

/// <summary>How fast memory is read from one end to the other, where caches cannot hold it.</summary>
internal sealed class BandwidthProbe(int passes, CancellationToken stop)
{
    private const int MegabytesPerThread = 256;
    private const int MostMegabytes = 2048;

    /// <summary>GB/s of all threads together, each reading an array of its own; the best pass.</summary>
    public double Measure(int threads)
    {
        int longs = Math.Min(MegabytesPerThread, MostMegabytes / threads) * (1 << 20) / sizeof(long);
        long[][] arrays = [.. Enumerable.Range(0, threads).Select(_ => new long[longs])];
        Array.ForEach(arrays, array => Array.Fill(array, 1)); // pages that nobody wrote are all the same one
        double Read(int thread)
        {
            long start = Stopwatch.GetTimestamp();
            long sum = Sum(arrays[thread]);
            double rate = longs * (double)sizeof(long) / Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            return sum == longs ? rate : throw new InvalidOperationException($"The sum of {longs} ones was {sum}.");
        }

        return Enumerable.Range(0, passes).Max(_ => Together.Run(threads, Read, stop).Sum());
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static long Sum(long[] values)
    {
        (Vector<long> a, Vector<long> b, Vector<long> c, Vector<long> d) = (default, default, default, default);
        ReadOnlySpan<Vector<long>> vectors = MemoryMarshal.Cast<long, Vector<long>>(values);
        for (int i = 0; i + 3 < vectors.Length; i += 4)
        {
            a += vectors[i];
            b += vectors[i + 1];
            c += vectors[i + 2];
            d += vectors[i + 3];
        }

        return Vector.Sum(a + b + c + d);
    }
}
