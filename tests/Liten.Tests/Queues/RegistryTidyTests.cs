using CsCheck;

namespace Liten.Tests.Queues;

/// <summary>What a registry holds after a peak, and that nothing is lost while it gives memory back.</summary>
public class RegistryTidyTests
{
    private const int Chunk = Registry<Numbered>.ChunkSize;
    private const int Kept = 16;
    private const int Looks = 4;

    /// <summary>A worker that goes to sleep after a peak gives its memory back, a few chunks with each call.</summary>
    [Theory]
    [InlineData(200)]
    [InlineData(1_000)]
    public void Tidy_AfterAPeak_GivesBackAllButAFewChunks(int chunks)
    {
        var registry = new Registry<Numbered>();
        var shard = new RegistryShard<Numbered>(registry);
        int[] slots = [.. Enumerable.Range(0, chunks * Chunk).Select(i => Add(shard, i))];
        Assert.Equal(chunks * Chunk, registry.Capacity);
        Array.ForEach(slots, registry.Remove);

        int calls = 1;
        for (; shard.Tidy(); calls++)
        {
            Assert.True(registry.Capacity >= (chunks - (Looks * calls)) * Chunk, "one call did more than a few chunks");
        }

        Assert.Equal(Kept * Chunk, registry.Capacity);
        Assert.Equal((chunks - Kept) / Looks, calls);
        Assert.Equal(slots.Length, Enumerable.Range(0, slots.Length).Select(i => Add(shard, i)).Distinct().Count());
        Assert.Equal(slots.Length, registry.Snapshot().Distinct().Count());
    }

    [Fact]
    public void Tidy_ChunksThatHoldAnItem_Stay()
    {
        var registry = new Registry<Numbered>();
        var shard = new RegistryShard<Numbered>(registry);
        int[] slots = [.. Enumerable.Range(0, 180 * Chunk).Select(i => Add(shard, i))];
        int[] staying = [.. slots.Where((_, i) => i % (6 * Chunk) == 3)];
        Array.ForEach([.. slots.Except(staying)], registry.Remove);

        int calls = 0;
        while (shard.Tidy())
        {
            Assert.True(calls++ < 180, "it finds no end");
        }

        Assert.Equal(staying.Length * Chunk, registry.Capacity);
        Assert.Equal(staying.Length, registry.Snapshot().Count);
        Array.ForEach(staying, registry.Remove);
        Assert.Empty(registry.Snapshot());
    }

    /// <summary>A thread that never sleeps gives back as well, with the slots it takes.</summary>
    [Fact]
    public void TakeSlot_AfterAPeak_GivesBackEmptyChunks()
    {
        var registry = new Registry<Numbered>();
        var shard = new RegistryShard<Numbered>(registry);
        int[] slots = [.. Enumerable.Range(0, 300 * Chunk).Select(i => Add(shard, i))];
        Array.ForEach(slots, registry.Remove);
        Queue<int> few = new();
        for (int i = 0; i < 200 * Chunk; i++)
        {
            few.Enqueue(Add(shard, i));
            if (few.Count > 10)
            {
                registry.Remove(few.Dequeue());
            }
        }

        Assert.True(registry.Capacity <= Kept * Chunk, $"{registry.Capacity} slots are left");
        Assert.Equal(10, registry.Snapshot().Count);
    }

    /// <summary>Some up, some down, some tidying, in any order: the list is what is there, and no slot is given twice.</summary>
    [Fact]
    public void AddRemoveAndTidy_AnyOrder_SnapshotIsWhatIsThere() => Gen.Select(Gen.Int[0, 8], Gen.Int[0, 3_000]).Array[1, 30].Sample(
        steps =>
        {
            var registry = new Registry<Numbered>();
            var shards = new RegistryShard<Numbered>[] { new(registry), new(registry) };
            var model = new Dictionary<int, int>();
            int next = 0;
            foreach ((int what, int amount) in steps)
            {
                if (what < 4)
                {
                    for (int i = 0; i < amount; i++)
                    {
                        // Throws if the slot was given before.
                        model.Add(Add(shards[what % 2], next), next++);
                    }
                }
                else if (what < 8)
                {
                    // In order of slots or not, so that chunks become empty or stay with a few.
                    foreach (int slot in model.Keys.OrderBy(slot => what < 6 ? slot : slot % 97).Take(amount).ToArray())
                    {
                        registry.Remove(slot);
                        model.Remove(slot);
                    }
                }
                else
                {
                    while (shards[0].Tidy() | shards[1].Tidy())
                    {
                    }
                }
            }

            Assert.Equal(model.Values.Order(), registry.Snapshot().Select(static item => item.Number).Order());
        },
        iter: 200);

    /// <summary>Peaks come and go beside items that stay: each list has these, and afterwards the memory is given back.</summary>
    [Fact]
    public void Tidy_OnManyThreads_NothingIsLostAndLittleIsKept()
    {
        const int Rounds = 20;
        const int Peak = 40 * Chunk;
        const int Staying = 500;
        var registry = new Registry<Numbered>();
        var toRemove = new System.Collections.Concurrent.ConcurrentQueue<int>();
        int progress = 0;
        int owners = 2;
        WatchedThreads.Run(() => Volatile.Read(ref progress), Own, Own, Remove, Look);

        Assert.Equal(2 * Staying, registry.Snapshot().Count);
        Assert.True(registry.Capacity <= 2 * (Kept + (Staying / Chunk) + 1) * Chunk, $"{registry.Capacity} slots are left");

        void Own()
        {
            var shard = new RegistryShard<Numbered>(registry);
            for (int i = 0; i < Staying; i++)
            {
                Add(shard, -1);
            }

            int removed = 0;
            for (int round = 0; round < Rounds; round++)
            {
                int[] slots = [.. Enumerable.Range(0, Peak).Select(i => Add(shard, i))];
                Array.ForEach(slots[..(Peak / 2)], registry.Remove);
                Array.ForEach(slots[(Peak / 2)..], toRemove.Enqueue);
                removed += Peak;
                shard.Tidy();
                Interlocked.Increment(ref progress);
            }

            // Until the other thread has emptied the last of them.
            while (shard.Tidy() || !toRemove.IsEmpty)
            {
                Thread.Yield();
            }

            Interlocked.Decrement(ref owners);
        }

        void Remove()
        {
            while (Volatile.Read(ref owners) > 0)
            {
                if (toRemove.TryDequeue(out int slot))
                {
                    registry.Remove(slot);
                    Interlocked.Increment(ref progress);
                }
                else
                {
                    Thread.Yield();
                }
            }
        }

        void Look()
        {
            int most = 0;
            while (Volatile.Read(ref owners) > 0)
            {
                int staying = registry.Snapshot().Count(static item => item.Number < 0);
                Assert.True(staying >= most, $"{most} items stay, the list has {staying}");
                most = staying;
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
