namespace Liten.Interleavings;

/// <summary>
/// ObjectPool: "Batches go between the two": no object is in two hands, and none is lost on its way through the depot, whoever gives
/// and takes at the same time.
/// </summary>
internal static class PoolScenarios
{
    /// <summary>The least a thread keeps for batches to move: one batch.</summary>
    private const int ObjectsPerThread = 32;

    public static IEnumerable<Scenario> All =>
    [
        new("pool.giver-against-two-takers", 8_228, model => Run(model, givers: 1, takers: 2)),
        new("pool.two-givers-against-taker", 26_086, model => Run(model, givers: 2, takers: 1)),
    ];

    private static void Run(Model model, int givers, int takers)
    {
        var pool = new ObjectPool<object>();
        var ledger = new Ledger<object>();
        for (int i = 1; i <= givers; i++)
        {
            string name = $"giver {i}";
            object[] items = [.. Enumerable.Range(0, ObjectsPerThread + 1).Select(_ => ledger.HandOut(new object()))];
            model.Actor(name, () =>
            {
                PoolLimits.ObjectsPerThread = ObjectsPerThread;
                Array.ForEach(items, pool.Return);
                TakeAll(pool, ledger);
            });
        }

        for (int i = 1; i <= takers; i++)
        {
            model.Actor($"taker {i}", () =>
            {
                PoolLimits.ObjectsPerThread = ObjectsPerThread;
                TakeAll(pool, ledger);
            });
        }

        model.AtEnd(() =>
        {
            PoolLimits.ObjectsPerThread = ObjectsPerThread;
            TakeAll(pool, ledger);
            ledger.EnsureSettled();
        });
    }

    private static void TakeAll(ObjectPool<object> pool, Ledger<object> ledger)
    {
        while (pool.TryRent() is { } item)
        {
            ledger.Settle(item);
        }
    }
}
