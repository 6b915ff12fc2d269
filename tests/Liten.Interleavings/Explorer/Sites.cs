using System.Runtime.CompilerServices;

namespace Liten.Interleavings;

/// <summary>All atomic operations of the source that schedules have reached.</summary>
internal static class Sites
{
    private const int TableSize = 4096;

    private static readonly Site?[] s_table = new Site?[TableSize];

    public static IEnumerable<Site> All => s_table.OfType<Site>();

    /// <summary>Only the running actor calls this, so one thread at a time.</summary>
    public static Site Find(string file, int line, AccessKind kind)
    {
        // The compiler makes one string of each file's name, so its identity will do.
        int index = (RuntimeHelpers.GetHashCode(file) * 31 + line * 17 + (int)kind) & (TableSize - 1);
        while (true)
        {
            Site? site = s_table[index];
            if (site is null)
            {
                return s_table[index] = new Site(file, line, kind) { Hits = 1 };
            }

            if (site.Line == line && site.Kind == kind && ReferenceEquals(site.File, file))
            {
                site.Hits++;
                return site;
            }

            index = (index + 1) & (TableSize - 1);
        }
    }
}
