namespace Liten.Interleavings;

/// <summary>
/// Registry: a snapshot holds "everything that was registered at some moment during this call"; a slot that somebody empties may be
/// used again at once, and what is registered then is never overwritten or removed by anybody else.
/// </summary>
internal static class RegistryScenarios
{
    private const int ChunkSize = Registry<string>.ChunkSize;

    public static IEnumerable<Scenario> All =>
    [
        new("registry.add-and-remove-against-snapshot", 5_408, AddAndRemove),
        new("registry.sweep-against-removes", 10_799, Sweep),
        new("registry.table-grows-against-snapshot-and-remove", 17_704, TableGrows),
        new("registry.tidy-against-remove", 12_338, Tidy),
        new("registry.number-used-again-against-growth-snapshot-and-remove", 14_162, NumberUsedAgain),
    ];

    private static void AddAndRemove(Model model)
    {
        var registry = new Registry<string>();
        var shard = new RegistryShard<string>(registry);
        Add(shard, "stays");
        int goes = Add(shard, "goes");
        List<string> snapshot = [];
        model.Actor("owner", () =>
        {
            Add(shard, "new");
            registry.Remove(goes);
        });
        model.Actor("lister", () => snapshot = registry.Snapshot());
        model.AtEnd(() =>
        {
            Assert.Single(snapshot, "stays");
            Assert.Distinct(snapshot);
            Assert.Empty(snapshot.Except(["stays", "goes", "new"]));
            Assert.Equal(["new", "stays"], registry.Snapshot().Order());
        });
    }

    /// <summary>The owner has used all its slots and looks for emptied ones while others empty them.</summary>
    private static void Sweep(Model model)
    {
        var registry = new Registry<string>();
        var shard = new RegistryShard<string>(registry);
        int[] slots = [.. Enumerable.Range(0, ChunkSize).Select(i => Add(shard, $"old {i}"))];
        int[] removed = [slots[0], slots[^1]];
        var added = new List<int>();
        model.Actor("owner", () =>
        {
            added.Add(Add(shard, "new 1"));
            added.Add(Add(shard, "new 2"));
        });
        model.Actor("remover", () => Array.ForEach(removed, registry.Remove));
        model.AtEnd(() =>
        {
            List<string> alive = registry.Snapshot();
            Assert.Distinct(alive);
            Assert.Equal(ChunkSize, alive.Count);
            Assert.Distinct(added);
            Assert.Empty(added.Intersect(slots.Except(removed)));
        });
    }

    /// <summary>A fifth chunk needs a larger table: two add chunks, one empties a slot that it finds through the table, one lists.</summary>
    private static void TableGrows(Model model)
    {
        var registry = new Registry<string>();
        for (int i = 0; i < 4; i++)
        {
            registry.AddChunk(Chunk($"old {i}"));
        }

        List<string> snapshot = [];
        var firstSlots = new List<int>();
        model.Actor("grower", () => firstSlots.Add(registry.AddChunk(Chunk("new 1"))));
        model.Actor("grower and remover", () =>
        {
            firstSlots.Add(registry.AddChunk(Chunk("new 2")));
            registry.Remove(firstSlots[^1]);
            registry.Remove(0);
        });
        model.Actor("lister", () => snapshot = registry.Snapshot());
        model.AtEnd(() =>
        {
            Assert.Equal([4 * ChunkSize, 5 * ChunkSize], firstSlots.Order());
            Assert.Empty(((string[])["old 1", "old 2", "old 3"]).Except(snapshot));
            Assert.Distinct(snapshot);
            Assert.Equal(["new 1", "old 1", "old 2", "old 3"], registry.Snapshot().Order());
        });
    }

    /// <summary>The owner gives back empty chunks while the last item of one is removed, and takes a slot after that.</summary>
    private static void Tidy(Model model)
    {
        var registry = new Registry<string>();
        var shard = new RegistryShard<string>(registry);
        int[] slots = [.. Enumerable.Range(0, 2 * ChunkSize).Select(i => Add(shard, $"old {i}"))];
        int goes = slots[^1];
        Array.ForEach(slots[1..^1], registry.Remove);
        model.Actor("owner", () =>
        {
            shard.Tidy(kept: 1);
            Add(shard, "new");
        });
        model.Actor("remover", () => registry.Remove(goes));
        model.AtEnd(() =>
        {
            List<string> alive = registry.Snapshot();
            Assert.Distinct(alive);
            Assert.Equal(["new", "old 0"], alive.Order());
        });
    }

    /// <summary>
    /// An emptied chunk leaves the table and its number goes to another one, while the table grows, an item of the other
    /// one is removed, and somebody lists.
    /// </summary>
    private static void NumberUsedAgain(Model model)
    {
        var registry = new Registry<string>();
        for (int i = 0; i < 4; i++)
        {
            registry.AddChunk(Chunk($"old {i}"));
        }

        registry.Remove(0);
        List<string> snapshot = [];
        var firstSlots = new List<int>();
        model.Actor("owner", () =>
        {
            registry.RemoveChunk(0);
            int first = registry.AddChunk(Chunk("new 1"));
            firstSlots.Add(first);
            registry.Remove(first);
        });
        model.Actor("grower", () => firstSlots.Add(registry.AddChunk(Chunk("new 2"))));
        model.Actor("lister", () => snapshot = registry.Snapshot());
        model.AtEnd(() =>
        {
            Assert.Equal(2, firstSlots.Distinct().Count());
            Assert.Empty(((string[])["old 1", "old 2", "old 3"]).Except(snapshot));
            Assert.Distinct(snapshot);
            Assert.Equal(["new 2", "old 1", "old 2", "old 3"], registry.Snapshot().Order());
        });
    }

    private static int Add(RegistryShard<string> shard, string item)
    {
        int slot = shard.TakeSlot();
        shard.Add(item);
        return slot;
    }

    private static QueueSlot<string>[] Chunk(string item) => [new() { Value = item }];
}
