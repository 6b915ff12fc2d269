using System.Runtime.InteropServices;

namespace Liten.Peers;

/// <summary>Counts events per thread, so that counting adds no contended line to what is measured.</summary>
internal static class Counter
{
    private static readonly Lock s_lock = new();
    private static Cell[] s_cells = [];

    [ThreadStatic]
    private static Cell? t_cell;

    /// <summary>Only its thread writes a cell, so a load and a store are enough.</summary>
    public static void Add()
    {
        Cell cell = t_cell ?? Register();
        Volatile.Write(ref cell.Value, cell.Value + 1);
    }

    public static long Sum()
    {
        long sum = 0;
        foreach (Cell cell in Volatile.Read(ref s_cells))
        {
            sum += Volatile.Read(ref cell.Value);
        }

        return sum;
    }

    private static Cell Register()
    {
        var cell = new Cell();
        lock (s_lock)
        {
            Volatile.Write(ref s_cells, [.. s_cells, cell]);
        }

        return t_cell = cell;
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private sealed class Cell
    {
        [FieldOffset(128)]
        public long Value;
    }
}
