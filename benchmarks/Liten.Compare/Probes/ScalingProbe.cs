using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Liten.Compare;

/// <summary>
/// Does a second thread double the work? Processors that share a core, or a hypervisor that gives less than it says, show here.
/// </summary>
internal sealed class ScalingProbe(TimeSpan length, CancellationToken stop)
{
    private const int Tries = 3;
    private const int Batch = 20_000;

    /// <summary>For 2, 4, 8 .. threads, and as many as there are processors.</summary>
    public IReadOnlyList<ScalingPoint> Measure(int processors)
    {
        double one = Rate(1);
        return [.. Counts(processors).Select(threads => new ScalingPoint(threads, Rate(threads) / one))];
    }

    private static IEnumerable<int> Counts(int processors)
    {
        for (int threads = 2; threads < processors; threads *= 2)
        {
            yield return threads;
        }

        if (processors > 1)
        {
            yield return processors;
        }
    }

    /// <summary>Batches per second of all threads together; the best of a few tries, as others may disturb.</summary>
    private double Rate(int threads) => Enumerable.Range(0, Tries).Max(_ => Together.Run(threads, Work, stop).Sum());

    private double Work(int thread)
    {
        long start = Stopwatch.GetTimestamp();
        long batches = 0;
        ulong sum = 0;
        while (Stopwatch.GetElapsedTime(start) < length)
        {
            sum += Compute((ulong)(thread + batches + 1));
            batches++;
        }

        GC.KeepAlive(sum);
        return batches / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Four chains at a time: one chain leaves half of a core to another thread, and two that share one would not be seen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static ulong Compute(ulong seed)
    {
        (ulong a, ulong b, ulong c, ulong d) = (seed, seed + 1, seed + 2, seed + 3);
        for (int i = 0; i < Batch; i++)
        {
            a = (a ^ (a >> 7)) + (a << 9);
            b = (b ^ (b >> 7)) + (b << 9);
            c = (c ^ (c >> 7)) + (c << 9);
            d = (d ^ (d >> 7)) + (d << 9);
        }

        return a + b + c + d;
    }
}
