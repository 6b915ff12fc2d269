namespace Liten.Growth;

/// <summary>Reads what the process uses between two moments.</summary>
internal sealed class Meter
{
    private long _heap;
    private long _allocated;
    private TimeSpan _processor;

    /// <summary>What one operation cost.</summary>
    public Cost Cost { get; private set; }

    /// <summary>The others are there; what follows is measured.</summary>
    public void Begin()
    {
        _heap = LiveBytes();
        _allocated = GC.GetTotalAllocatedBytes(precise: true);
        _processor = Environment.CpuUsage.TotalTime;
    }

    /// <summary>The operations have ended, and all that they need is out of reach.</summary>
    public void End(int operations)
    {
        TimeSpan processor = Environment.CpuUsage.TotalTime - _processor;
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - _allocated;
        long kept = LiveBytes() - _heap;
        Cost = new Cost(
            processor.TotalNanoseconds / operations, (double)allocated / operations, (double)kept / operations);
    }

    private static long LiveBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
