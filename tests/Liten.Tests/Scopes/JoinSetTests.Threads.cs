using System.Collections.Concurrent;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Scopes;

/// <content>What is seen by threads outside of the runtime.</content>
public sealed partial class JoinSetTests
{
    [Fact]
    public void Failures_TakenOnesAreObserved_TheOthersReachTheHook()
    {
        using RuntimeUnderTest it = NewRuntime();

        it.Run(FailTwice);
        it.WaitUntil(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return !_unhandled.IsEmpty;
            },
            "the failure that nobody took");

        Assert.Equal("not taken", Assert.Single(_unhandled).Exception.Message);

        static async LitenTask FailTwice()
        {
            await using var set = new JoinSet();
            _ = set.Spawn(static async LitenTask () => throw new FormatException("taken"));
            await set.NextAsync();
            JoinHandle second = set.Spawn(static async LitenTask () => throw new FormatException("not taken"));
            while (!second.IsCompleted)
            {
                await LitenTask.Yield();
            }
        }
    }

    [Fact]
    public void DisposeAsync_WaitsUntilAllHaveUnwound_AlsoWhenTheCallerIsAborted()
    {
        using RuntimeUnderTest it = NewRuntime();
        using var ready = new ManualResetEventSlim();
        int unwound = 0;
        int seen = -1;

        JoinHandle owner = it.Runtime.Spawn(async () =>
        {
            var set = new JoinSet();
            try
            {
                for (int i = 0; i < 50; i++)
                {
                    _ = set.Spawn(UnwindSlowly);
                }

                ready.Set();
                await Time.Sleep(Timeout.InfiniteTimeSpan);
            }
            finally
            {
                await set.DisposeAsync();
                seen = Volatile.Read(ref unwound);
            }
        });
        it.WaitFor(ready, "the spawns");
        it.WaitUntil(() => it.Metrics.AliveTasks == 51, "the tasks");
        owner.Abort();

        Assert.True(it.Outcome(owner).IsAborted);
        Assert.Equal(unwound, seen);

        async LitenTask UnwindSlowly()
        {
            try
            {
                await Time.Sleep(Timeout.InfiniteTimeSpan);
            }
            finally
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    await Time.Sleep(TimeSpan.FromMilliseconds(1));
                    await LitenTask.Yield();
                }

                Interlocked.Increment(ref unwound);
            }
        }
    }

    [Fact]
    public void Shutdown_WhileATaskWaitsForTheNext_EndsAll()
    {
        RuntimeUnderTest it = NewRuntime();
        JoinHandle? member = null;
        using var ready = new ManualResetEventSlim();
        JoinHandle owner = it.Runtime.Spawn(async () =>
        {
            await using var set = new JoinSet();
            member = set.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
            ready.Set();
            await set.NextAsync();
        });
        it.WaitFor(ready, "the spawn");
        it.Dispose();
        Assert.True(owner.IsCompleted);
        Assert.True(member!.WasAborted);
    }

    [Fact]
    public void SeveralTakers_SpawnsAbortsAndDetachments_NothingIsLostOrTakenTwice()
    {
        const int Spawners = 3;
        const int Each = 3000;
        using RuntimeUnderTest it = NewRuntime(workers: 4);

        it.Run(async () =>
        {
            await using var set = new JoinSet<int>();
            var taken = new ConcurrentDictionary<int, bool>();
            int spawnersLeft = Spawners;
            JoinHandle[] spawners = [.. Enumerable.Range(0, Spawners).Select(spawner => LitenTask.Spawn(async () =>
            {
                for (int i = 0; i < Each; i++)
                {
                    JoinHandle<int> task = set.Spawn((spawner * Each) + i, static async number =>
                    {
                        for (int yields = number % 3; yields > 0; yields--)
                        {
                            await LitenTask.Yield();
                        }

                        return number;
                    });
                    if (i % 16 == 0)
                    {
                        await LitenTask.Yield();
                    }
                }

                Interlocked.Decrement(ref spawnersLeft);
            }))];
            JoinHandle[] takers = [.. Enumerable.Range(0, 3).Select(taker => LitenTask.Spawn(async () =>
            {
                while (true)
                {
                    bool isLast = Volatile.Read(ref spawnersLeft) == 0;
                    using var cancellation = new CancellationTokenSource();
                    LitenTask<JoinResult<int>?> next = set.NextAsync(cancellation.Token);
                    if (taker == 0)
                    {
                        cancellation.Cancel();
                    }

                    try
                    {
                        if (await next is { } result)
                        {
                            Assert.True(taken.TryAdd(result.Value, true));
                        }
                        else if (isLast)
                        {
                            return;
                        }
                    }
                    catch (OperationCanceledException)
                    {
                        await LitenTask.Yield();
                    }

                    await LitenTask.Yield();
                }
            }))];
            await LitenTask.WhenAll(spawners);
            await LitenTask.WhenAll(takers);
            Assert.Equal(Spawners * Each, taken.Count);
            Assert.Equal(0, set.Count);
        });
    }
}
