namespace Liten.Tests.Primitives;

public class ObjectPoolTests
{
    /// <summary>What the pool moves between a thread and the depot at once.</summary>
    private const int Batch = 32;

    [Fact]
    public void TryRent_Empty_IsNull() => OnThread(64, static () => Assert.Null(new ObjectPool<Item>().TryRent()));

    [Fact]
    public void Return_ThenRent_GivesTheSameObjectsLastFirst() => OnThread(64, static () =>
    {
        var pool = new ObjectPool<Item>();
        Item[] items = Items(64);
        Array.ForEach(items, pool.Return);
        for (int i = items.Length - 1; i >= 0; i--)
        {
            Assert.Same(items[i], pool.TryRent());
        }

        Assert.Null(pool.TryRent());
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(31)]
    public void Return_BeyondASmallLimit_IsDropped(int limit) => OnThread(limit, () =>
    {
        var pool = new ObjectPool<Item>();
        Item[] items = Items(200);
        Array.ForEach(items, pool.Return);
        Assert.Equal(limit, RentAll(pool).Count);
        Patience.OnThread(() => Assert.Null(pool.TryRent()));
    });

    [Theory]
    [InlineData(32)]
    [InlineData(40)]
    [InlineData(64)]
    [InlineData(1_000)]
    public void Return_BeyondTheLimit_GoesToTheDepotInBatches(int limit)
    {
        var pool = new ObjectPool<Item>();
        Item[] items = Items(limit + 1);
        HashSet<Item> others = [];
        OnThread(limit, () =>
        {
            Array.ForEach(items, pool.Return);

            // The depot has one batch; another thread gets it.
            OnThread(64, () => others = RentAll(pool));
            Assert.Equal(Batch, others.Count);
            HashSet<Item> own = RentAll(pool);
            Assert.Equal(limit + 1 - Batch, own.Count);
            Assert.Empty(own.Intersect(others));
            Assert.True(own.Union(others).ToHashSet().SetEquals(items));
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void TryRent_OnAThreadWithASmallLimit_DoesNotFillItFromTheDepot(int limit)
    {
        var pool = new ObjectPool<Item>();
        OnThread(64, () => Array.ForEach(Items(64 + Batch), pool.Return));
        OnThread(limit, () =>
        {
            // Nothing, or no more than it may keep beside the one that was asked for.
            int rented = pool.TryRent() is null ? 0 : 1;
            Assert.True(RentAll(pool).Count <= rented * limit);
        });
    }

    [Fact]
    public void Depot_ManyBatches_KeepsSomeAndLeavesTheRestToTheCollector()
    {
        var pool = new ObjectPool<Item>();
        OnThread(64, () => Array.ForEach(Items(64 + (1_000 * Batch)), pool.Return));
        HashSet<Item> kept = [];
        OnThread(64, () => kept = RentAll(pool));
        Assert.InRange(kept.Count, Batch, 100 * Batch);
        Assert.Equal(0, kept.Count % Batch);
    }

    [Fact]
    public void Pools_OfTheSameType_AreApart() => OnThread(64, static () =>
    {
        var first = new ObjectPool<Item>();
        var second = new ObjectPool<Item>();
        first.Return(new Item());
        Assert.Null(second.TryRent());
        Assert.NotNull(first.TryRent());
    });

    [Fact]
    public void Pools_ManyMore_WorkOnAThreadThatKnowsFewOfThem() => OnThread(64, static () =>
    {
        ObjectPool<Item>[] pools = [.. Enumerable.Range(0, 300).Select(static _ => new ObjectPool<Item>())];
        Item[] items = Items(pools.Length);
        for (int i = pools.Length - 1; i >= 0; i -= 7)
        {
            pools[i].Return(items[i]);
        }

        for (int i = 0; i < pools.Length; i++)
        {
            Assert.Same((pools.Length - 1 - i) % 7 == 0 ? items[i] : null, pools[i].TryRent());
        }
    });

    [Fact]
    public void Return_DoesNotKeepAThreadsObjectsAliveAfterIt()
    {
        var pool = new ObjectPool<Item>();
        WeakReference item = Use(pool);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(item.IsAlive);
        GC.KeepAlive(pool);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Use(ObjectPool<Item> pool)
        {
            WeakReference? item = null;
            OnThread(64, () =>
            {
                pool.Return(new Item());
                item = new WeakReference(pool.TryRent());
            });
            return item!;
        }
    }

    /// <summary>Threads that only take, that only give and that do both: each object has one owner at a time.</summary>
    [Fact]
    public void RentAndReturn_OnManyThreads_NoObjectIsHandedOutTwice()
    {
        const int Rounds = 30_000;
        var pool = new ObjectPool<Item>();
        var crossing = new System.Collections.Concurrent.ConcurrentQueue<Item>();
        int progress = 0;
        int reused = 0;
        bool takerIsDone = false;
        WatchedThreads.Run(() => Volatile.Read(ref progress), Taker, Giver, () => Both(1), () => Both(2));

        // What the taker has taken can only have come out of the depot: nobody returns anything on its thread.
        Assert.True(reused > 0, "the depot never gave anything back");

        void Taker()
        {
            try
            {
                for (int i = 0; i < Rounds || (reused == 0 && i < 20 * Rounds); i++)
                {
                    Item? item = pool.TryRent();
                    reused += item is null ? 0 : 1;
                    item ??= new Item();
                    item.Take();
                    crossing.Enqueue(item);
                    Interlocked.Increment(ref progress);
                    if (i % 256 == 0)
                    {
                        Thread.Yield();
                    }
                }
            }
            finally
            {
                Volatile.Write(ref takerIsDone, true);
            }
        }

        void Giver()
        {
            while (true)
            {
                bool last = Volatile.Read(ref takerIsDone);
                while (crossing.TryDequeue(out Item? item))
                {
                    item.Give();
                    pool.Return(item);
                }

                if (last)
                {
                    return;
                }

                Thread.Yield();
            }
        }

        void Both(int seed)
        {
            var random = new Random(seed);
            Stack<Item> mine = new();
            for (int i = 0; i < Rounds; i++)
            {
                if (random.Next(100) < 50 && mine.TryPop(out Item? item))
                {
                    item.Give();
                    pool.Return(item);
                }
                else
                {
                    item = pool.TryRent() ?? new Item();
                    item.Take();
                    mine.Push(item);
                }

                Interlocked.Increment(ref progress);
            }
        }
    }

    private static Item[] Items(int count) => [.. Enumerable.Range(0, count).Select(static _ => new Item())];

    private static HashSet<Item> RentAll(ObjectPool<Item> pool)
    {
        HashSet<Item> items = [];
        while (pool.TryRent() is { } item)
        {
            Assert.True(items.Add(item), "an object was handed out twice");
        }

        return items;
    }

    private static void OnThread(int limit, Action code) => Patience.OnThread(() =>
    {
        PoolLimits.ObjectsPerThread = limit;
        code();
    });

    private sealed class Item
    {
        private int _taken;

        public void Take() => Assert.Equal(0, Interlocked.Exchange(ref _taken, 1));

        public void Give() => Assert.Equal(1, Interlocked.Exchange(ref _taken, 0));
    }
}
