using System.Collections.Concurrent;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Scopes;

/// <summary>What a set promises, on real threads.</summary>
public sealed partial class JoinSetTests
{
    private readonly ConcurrentQueue<UnhandledExceptionInfo> _unhandled = new();

    [Fact]
    public void NextAsync_UntilNull_GivesEachResultOnce()
    {
        using RuntimeUnderTest it = NewRuntime();

        List<int> results = it.Run(async () =>
        {
            await using var set = new JoinSet<int>();
            for (int i = 0; i < 200; i++)
            {
                _ = set.Spawn(i, static async i =>
                {
                    await LitenTask.Yield();
                    return i;
                });
            }

            List<int> taken = [];
            while (await set.NextAsync() is { } result)
            {
                taken.Add(result.Value);
            }

            return taken;
        });

        Assert.Equal(Enumerable.Range(0, 200), results.Order());
    }

    [Fact]
    public void AwaitForeach_EndsWhenTheSetIsEmpty()
    {
        using RuntimeUnderTest it = NewRuntime();

        (int sum, int asInterface) = it.Run(async () =>
        {
            await using var set = new JoinSet<int>();
            int sum = 0;
            _ = set.Spawn(async () => 1);
            _ = set.Spawn(async () => 2);
            await foreach (JoinResult<int> result in set)
            {
                sum += result.Value;
                if (sum < 10)
                {
                    _ = set.Spawn(async () => 10);
                }
            }

            return (sum, await Count(set));
        });

        Assert.True(sum is 13 or 23);
        Assert.Equal(3, asInterface);

        static async Task<int> Count(JoinSet<int> set)
        {
            int count = 0;
            for (int i = 0; i < 3; i++)
            {
                _ = set.Spawn(async () =>
                {
                    await LitenTask.Yield();
                    return 0;
                });
            }

            await foreach (JoinResult<int> _ in (IAsyncEnumerable<JoinResult<int>>)set)
            {
                count++;
            }

            return count;
        }
    }

    [Fact]
    public void Spawn_EveryKindOfBody_GivesItsResult()
    {
        using RuntimeUnderTest it = NewRuntime();

        it.Run(async () =>
        {
            await using var numbers = new JoinSet<int>();
            await using var set = new JoinSet();
            Assert.Equal(1, await numbers.Spawn(async () => 1));
            Assert.Equal(2, await numbers.Spawn(2, static async two => two));
            Assert.Equal(3, await numbers.Spawn(async Task<int> () => await Task.FromResult(3)));
            Assert.Equal(4, await numbers.Spawn(async ValueTask<int> () => 4));
            await set.Spawn(async () => { });
            await set.Spawn(5, static async LitenTask (_) => { });
            await set.Spawn(async Task () => await Task.Yield());
            await set.Spawn(async ValueTask () => { });

            Assert.Equal((4, 4), (numbers.Count, set.Count));
            while (set.TryNext(out JoinResult result))
            {
                Assert.True(result.IsSuccess);
            }

            Assert.Equal(0, set.Count);
        });
    }

    [Fact]
    public void NextAsync_TellsWhichTaskItWas()
    {
        using RuntimeUnderTest it = NewRuntime();

        it.Run(async () =>
        {
            await using var set = new JoinSet();
            JoinHandle handle = set.Spawn(async () => await LitenTask.Yield(), new SpawnOptions { Name = "named" });
            TaskInfo task = (await set.NextAsync())!.Value.Task;
            Assert.Equal((handle.Id, "named", nameof(JoinSetTests) + ".cs"), (task.Id, task.Name, Path.GetFileName(task.File)));
            Assert.Equal(LitenTask.Current.Id, task.ParentId);
        });
        Assert.Equal(default, default(JoinResult).Task);
        Assert.Equal(default, default(JoinResult<int>).Task);
    }

    [Fact]
    public void NextAsync_OfATaskThatFailed_DoesNotThrowAndHarmsNobody()
    {
        using RuntimeUnderTest it = NewRuntime();

        it.Run(async () =>
        {
            await using var set = new JoinSet<int>();
            JoinHandle<int> sibling = set.Spawn(static async () =>
            {
                await Time.Sleep(Timeout.InfiniteTimeSpan);
                return 0;
            });
            _ = set.Spawn(static async LitenTask<int> () => throw new FormatException());
            JoinResult<int> result = (await set.NextAsync())!.Value;
            Assert.IsType<FormatException>(result.Exception);
            Assert.False(sibling.IsCompleted);
        });
    }

    [Fact]
    public void DetachAllWhileTasksEnd_SpawnedAreTakenOrDetachedOrDropped()
    {
        const int Rounds = 300;
        const int Tasks = 20;
        using RuntimeUnderTest it = NewRuntime(workers: 4);

        it.Run(async () =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                var set = new JoinSet<int>();
                var handles = new JoinHandle<int>[Tasks];
                for (int i = 0; i < Tasks; i++)
                {
                    handles[i] = set.Spawn(static async () =>
                    {
                        await LitenTask.Yield();
                        return 1;
                    });
                }

                JoinHandle detacher = LitenTask.Spawn(async () => set.DetachAll());
                int taken = 0;
                while (await set.NextAsync() is { } result)
                {
                    taken += result.Value;
                }

                await detacher;
                Assert.Equal(0, set.Count);
                Assert.InRange(taken, 0, Tasks);

                // Also those that were detached run to their end, and none comes back.
                await LitenTask.WhenAll(handles);
                Assert.Null(await set.NextAsync());
                await set.DisposeAsync();
            }
        });
    }

    private RuntimeUnderTest NewRuntime(int workers = 2)
        => new(Runtime.CreateBuilder().WorkerThreads(workers).OnUnhandledException(_unhandled.Enqueue));
}
