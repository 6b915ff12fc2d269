namespace Liten.Generators.Tests;

/// <summary>
/// Chooses rows from a product of choices so that every two values that can stand together do so in some row. A fault
/// that needs two of the choices is found by a few hundred rows instead of all of them.
/// </summary>
internal static class AllPairs
{
    /// <summary>Of so many rows that would do, the one with the most new pairs is taken; more make fewer rows.</summary>
    private const int Candidates = 20;

    /// <param name="sizes">How many values each choice has.</param>
    /// <param name="isLegal">Whether a row may stand. A pair that is in no legal row is left out.</param>
    public static List<int[]> Of(int[] sizes, Func<int[], bool> isLegal)
    {
        // A fixed seed: the same rows at each run.
        Random random = new(1);
        HashSet<(int, int, int, int)> open = [.. PairsOf(sizes)];
        List<int[]> rows = [];
        while (open.Count > 0)
        {
            (int, int, int, int) pair = open.First();
            int[]? best = RowsWith(pair, sizes, random)
                .Where(isLegal)
                .Take(Candidates)
                .MaxBy(row => PairsIn(row).Count(open.Contains));
            open.Remove(pair);
            if (best is not null)
            {
                open.ExceptWith(PairsIn(best));
                rows.Add(best);
            }
        }

        return rows;
    }

    private static IEnumerable<int[]> RowsWith((int A, int InA, int B, int InB) pair, int[] sizes, Random random)
    {
        for (int i = 0; i < 50 * Candidates; i++)
        {
            int[] row = [.. sizes.Select(size => random.Next(size))];
            row[pair.A] = pair.InA;
            row[pair.B] = pair.InB;
            yield return row;
        }
    }

    private static IEnumerable<(int A, int InA, int B, int InB)> PairsOf(int[] sizes) =>
        from a in Enumerable.Range(0, sizes.Length)
        from b in Enumerable.Range(a + 1, sizes.Length - a - 1)
        from inA in Enumerable.Range(0, sizes[a])
        from inB in Enumerable.Range(0, sizes[b])
        select (a, inA, b, inB);

    private static IEnumerable<(int A, int InA, int B, int InB)> PairsIn(int[] row) =>
        from a in Enumerable.Range(0, row.Length)
        from b in Enumerable.Range(a + 1, row.Length - a - 1)
        select (a, row[a], b, row[b]);
}
