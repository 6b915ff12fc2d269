namespace Liten.Tests.Scopes;

/// <summary>Children spawned are children that have ended before their scope's end, whatever happens; and nothing is left of a scope.</summary>
public sealed class TaskScopeStressTests
{
    private const int Children = 10_000_000;

    [Fact]
    public void Ten_million_children_have_all_ended_before_their_scopes()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).OnUnhandledException(static _ => { }));
        long spawned = 0, begun = 0, left = 0, outlived = 0, failures = 0;

        it.Run(async () =>
        {
            JoinHandle[] openers = [.. Enumerable.Range(0, 4).Select(number => LitenTask.Spawn(() => OpenScopesAsync(new Random(number))))];
            await LitenTask.WhenAll(openers);
        });

        Assert.InRange(spawned, Children, Children + 4 * 64);
        Assert.Equal(begun, left);
        Assert.Equal(0, outlived);
        Assert.InRange(failures, 1, spawned);
        Assert.Equal(it.Metrics.SpawnedTasks, it.Metrics.CompletedTasks);
        Assert.Equal(0, it.Metrics.AliveTasks);

        async LitenTask OpenScopesAsync(Random random)
        {
            while (Volatile.Read(ref spawned) < Children)
            {
                int count = random.Next(1, 64);
                int fate = random.Next(16);
                var children = new JoinHandle[count];
                try
                {
                    await TaskScope.RunAsync(
                        async scope =>
                        {
                            for (int i = 0; i < count; i++)
                            {
                                children[i] = scope.Spawn((fate, i), ChildAsync);
                            }

                            if (fate == 1)
                            {
                                scope.Abort();
                            }
                        },
                        new ScopeOptions { WaitForChildren = fate > 2 });
                }
                catch (Exception exception) when (exception is FormatException or TaskAbortedException)
                {
                    Interlocked.Increment(ref failures);
                }

                Interlocked.Add(ref spawned, count);
                Interlocked.Add(ref outlived, children.Count(static child => !child.IsCompleted));
            }
        }

        async LitenTask ChildAsync((int Fate, int Number) me)
        {
            Interlocked.Increment(ref begun);
            try
            {
                if ((me.Number & 7) == 0)
                {
                    await LitenTask.Yield();
                }

                if (me.Fate == 3 && me.Number % 16 == 5)
                {
                    throw new FormatException();
                }
            }
            finally
            {
                Interlocked.Increment(ref left);
            }
        }
    }

    [Fact]
    public void A_million_scopes_leave_nothing_behind()
    {
        using var it = RuntimeUnderTest.WithWorkers(2);
        it.Run(async () => await OpenAsync(10_000));
        long before = GC.GetTotalMemory(forceFullCollection: true);

        it.Run(async () => await OpenAsync(1_000_000));

        // No scope's size: what pools and the register of tasks hold differs a little from one moment to the next.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 1 << 20);
        Assert.Equal(it.Metrics.SpawnedTasks, it.Metrics.CompletedTasks);

        static async LitenTask OpenAsync(int count)
        {
            using var cancellation = new CancellationTokenSource();
            var options = new ScopeOptions { Timeout = TimeSpan.FromDays(1), CancellationToken = cancellation.Token };
            for (int i = 0; i < count; i++)
            {
                await TaskScope.RunAsync(async scope => await scope.Spawn(1, static async one => one), options);
            }
        }
    }
}
