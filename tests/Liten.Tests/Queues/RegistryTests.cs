using CsCheck;

namespace Liten.Tests.Queues;

public class RegistryTests
{
    private const int Chunk = Registry<Numbered>.ChunkSize;

    [Fact]
    public void Snapshot_OfNothing_IsEmpty()
    {
        var registry = new Registry<Numbered>();
        Assert.Empty(registry.Snapshot());
        _ = new RegistryShard<Numbered>(registry);
        Assert.Empty(registry.Snapshot());
    }

    [Fact]
    public void AddAndRemove_AnyOrder_SnapshotIsWhatIsThere() => Gen.Select(Gen.Int[1, 3], Gen.Int[0, 9].Array[0, 1_500]).Sample(
        run =>
        {
            (int shardCount, int[] steps) = run;
            var registry = new Registry<Numbered>();
            RegistryShard<Numbered>[] shards = [.. Enumerable.Range(0, shardCount).Select(_ => new RegistryShard<Numbered>(registry))];
            var model = new Dictionary<int, Numbered>();
            int next = 0;
            foreach (int step in steps)
            {
                if (step < 6 || model.Count == 0)
                {
                    RegistryShard<Numbered> shard = shards[next % shardCount];
                    int slot = shard.TakeSlot();
                    Assert.False(model.ContainsKey(slot), "a slot was given to two");
                    var item = new Numbered(next++);
                    shard.Add(item);
                    model.Add(slot, item);
                }
                else
                {
                    int slot = model.Keys.ElementAt(step * 31 % model.Count);
                    registry.Remove(slot);
                    model.Remove(slot);
                }
            }

            Assert.Equal(model.Values.OrderBy(static item => item.Number), registry.Snapshot().OrderBy(static item => item.Number));
        },
        iter: 300);

    [Fact]
    public void RemovedSlots_AreUsedAgain()
    {
        var registry = new Registry<Numbered>();
        var shard = new RegistryShard<Numbered>(registry);
        HashSet<int> slots = [];
        for (int i = 0; i < 100_000; i++)
        {
            int slot = Add(shard, i);
            slots.Add(slot);
            registry.Remove(slot);
        }

        Assert.Equal(Chunk, slots.Count);
        Assert.Empty(registry.Snapshot());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Chunk / 2)]
    [InlineData(Chunk)]
    [InlineData(3 * Chunk)]
    [InlineData(14 * Chunk)]
    [InlineData(47 * Chunk)]
    [InlineData(50 * Chunk)]
    public void Space_WithASteadyNumberAlive_IsAtMostAboutTwiceThat(int alive)
    {
        var registry = new Registry<Numbered>();
        var shard = new RegistryShard<Numbered>(registry);
        Queue<int> slots = new();
        int highest = 0;
        for (int i = 0; i < 20 * (alive + Chunk); i++)
        {
            if (slots.Count == alive)
            {
                registry.Remove(slots.Dequeue());
            }

            int slot = Add(shard, i);
            slots.Enqueue(slot);
            highest = Math.Max(highest, slot);
        }

        Assert.Equal(alive, registry.Snapshot().Count);
        int space = ((highest / Chunk) + 1) * Chunk;
        Assert.True(space <= (2.2 * alive) + (2 * Chunk), $"{space} slots for {alive} items alive, {(double)space / alive:f2} times as many");
    }

    [Fact]
    public void Space_AfterAPeak_IsUsedAgainAndDoesNotGrow()
    {
        var registry = new Registry<Numbered>();
        var shard = new RegistryShard<Numbered>(registry);
        int highest = 0;
        for (int round = 0; round < 5; round++)
        {
            int[] slots = [.. Enumerable.Range(0, 20 * Chunk).Select(i => Add(shard, i))];
            highest = round == 0 ? slots.Max() : highest;
            Assert.True(slots.Max() <= highest, $"round {round} took slot {slots.Max()}, above {highest}");
            Array.ForEach(slots, registry.Remove);
        }
    }

    [Fact]
    public void Shards_OfOneRegistry_NeverShareASlot()
    {
        var registry = new Registry<Numbered>();
        RegistryShard<Numbered>[] shards = [.. Enumerable.Range(0, 4).Select(_ => new RegistryShard<Numbered>(registry))];
        HashSet<int> slots = [];
        for (int i = 0; i < 4_000; i++)
        {
            Assert.True(slots.Add(Add(shards[i % 4], i)));
        }

        Assert.Equal(4_000, registry.Snapshot().Distinct().Count());
    }

    /// <summary>Owners add, others remove, one looks: what was not removed is there, once, and what was removed is not.</summary>
    [Fact]
    public void AddAndRemove_OnManyThreads_NothingIsLostOrDoubled()
    {
        const int PerOwner = 100_000;
        var registry = new Registry<Numbered>();
        var toRemove = new System.Collections.Concurrent.ConcurrentQueue<int>();
        int progress = 0;
        int removed = 0;
        bool[] kept = new bool[2 * PerOwner];
        WatchedThreads.Run(() => Volatile.Read(ref progress) + Volatile.Read(ref removed), () => Own(0), () => Own(1), Remove, Look);

        Assert.Equal(
            Enumerable.Range(0, kept.Length).Where(i => kept[i]),
            registry.Snapshot().Select(static item => item.Number).Order());

        void Own(int owner)
        {
            var shard = new RegistryShard<Numbered>(registry);
            for (int i = 0; i < PerOwner; i++)
            {
                int number = (owner * PerOwner) + i;
                int slot = Add(shard, number);
                kept[number] = i % 100 == 0;
                if (!kept[number])
                {
                    toRemove.Enqueue(slot);
                }

                Interlocked.Increment(ref progress);
            }
        }

        void Remove()
        {
            int all = 2 * (PerOwner - (PerOwner / 100));
            while (removed < all)
            {
                if (toRemove.TryDequeue(out int slot))
                {
                    registry.Remove(slot);
                    Volatile.Write(ref removed, removed + 1);
                }
                else
                {
                    Thread.Yield();
                }
            }
        }

        void Look()
        {
            while (Volatile.Read(ref progress) < 2 * PerOwner)
            {
                List<Numbered> snapshot = registry.Snapshot();
                Assert.Equal(snapshot.Count, snapshot.Distinct().Count());
            }
        }
    }

    private static int Add(RegistryShard<Numbered> shard, int number)
    {
        int slot = shard.TakeSlot();
        shard.Add(new Numbered(number));
        return slot;
    }
}
