using Liten;

namespace Troubles;

/// <summary>All diseases, by name. Each is a few lines that could stand in a real program.</summary>
internal static class Diseases
{
    public static readonly IReadOnlyDictionary<string, Disease> All = new Dictionary<string, Disease>
    {
        ["deadlock"] = new("two transfers lock the same two accounts, in different orders", Deadlock),
        ["blocked"] = new("synchronous code blocks every worker", Blocked),
        ["loop"] = new("a search that never ends computes on every worker", Loop),
        ["leak"] = new("a task is spawned for each request and waits for what never comes", Leak),
        ["convoy"] = new("everybody waits for one lock that is held over slow work", Convoy),
        ["forgotten"] = new("a call was begun, and nobody awaits it", Forgotten),
        ["starved"] = new("blocking jobs fill the pool, and further ones wait for a thread", Starved),
    };

    private static void Deadlock(Runtime runtime)
    {
        var mine = new AsyncMutex<decimal>(100) { Name = "my account" };
        var yours = new AsyncMutex<decimal>(100) { Name = "your account" };
        var both = new AsyncBarrier(2);
        runtime.Spawn(() => TransferAsync(mine, yours, both), new SpawnOptions { Name = "pay" });
        runtime.Spawn(() => TransferAsync(yours, mine, both), new SpawnOptions { Name = "pay back" });
    }

    private static async LitenTask TransferAsync(AsyncMutex<decimal> from, AsyncMutex<decimal> to, AsyncBarrier both)
    {
        using AsyncMutexGuard<decimal> debit = await from.LockAsync();
        await both.ArriveAsync();
        using AsyncMutexGuard<decimal> credit = await to.LockAsync();
        debit.Value--;
        credit.Value++;
    }

    private static void Blocked(Runtime runtime)
    {
        using var begun = new CountdownEvent(2);
        for (int i = 0; i < 2; i++)
        {
            runtime.Spawn(
                async () =>
                {
                    begun.Signal();
                    Thread.Sleep(TimeSpan.FromMinutes(1));
                },
                new SpawnOptions { Name = "sleeps on a worker" });
        }

        begun.Wait();
        runtime.Spawn(async () => await LitenTask.Yield(), new SpawnOptions { Name = "waits for its turn" });
    }

    private static void Loop(Runtime runtime)
    {
        using var begun = new CountdownEvent(2);
        for (int i = 0; i < 2; i++)
        {
            runtime.Spawn(
                async () =>
                {
                    begun.Signal();
                    FindRoot(2);
                },
                new SpawnOptions { Name = "computes on a worker" });
        }

        begun.Wait();
    }

    private static double FindRoot(double square)
    {
        double root = square;
        while (root * root != square) // No double has this square.
        {
            root = (root + (square / root)) / 2;
        }

        return root;
    }

    private static void Leak(Runtime runtime) => runtime.Spawn(
        async () =>
        {
            while (true)
            {
                await Time.Sleep(TimeSpan.FromMilliseconds(1));
                _ = LitenTask.Spawn(AnswerAsync);
            }
        },
        new SpawnOptions { Name = "accepts requests" });

    private static async LitenTask AnswerAsync()
    {
        var (answer, question) = Oneshot.Create<int>();
        await question;
        GC.KeepAlive(answer);
    }

    private static void Convoy(Runtime runtime)
    {
        var cache = new AsyncMutex { Name = "cache" };
        for (int i = 0; i < 500; i++)
        {
            runtime.Spawn(() => ReadThroughAsync(cache));
        }
    }

    private static async LitenTask ReadThroughAsync(AsyncMutex cache)
    {
        while (true)
        {
            using AsyncMutexGuard guard = await cache.LockAsync();
            await Time.Sleep(TimeSpan.FromMilliseconds(50)); // the slow work
        }
    }

    private static void Forgotten(Runtime runtime) => runtime.Spawn(
        async () =>
        {
            _ = SaveAsync();
            await Time.Sleep(TimeSpan.FromHours(1));
        },
        new SpawnOptions { Name = "saves and goes on" });

    private static async LitenTask SaveAsync() => await new AsyncNotify { Name = "disk" }.WaitAsync();

    private static void Starved(Runtime runtime)
    {
        for (int i = 0; i < 40; i++)
        {
            runtime.SpawnBlocking(() => Thread.Sleep(TimeSpan.FromMinutes(1)));
        }
    }
}
