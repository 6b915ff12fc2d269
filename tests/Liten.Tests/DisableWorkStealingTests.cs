#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.
#pragma warning disable xUnit1031 // Blocking a thread on purpose is what some of these tests are about.

namespace Liten.Tests;

/// <summary>Without work stealing a task stays on its worker.</summary>
public sealed class DisableWorkStealingTests
{
    [Fact]
    public void DisableWorkStealing_TaskSpawnedOnAWorker_StaysThere()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(3).DisableWorkStealing());

        for (int round = 0; round < 20; round++)
        {
            (int home, HashSet<int> seen) = it.Run(async () =>
            {
                int spawner = Environment.CurrentManagedThreadId;
                return (spawner, await LitenTask.Spawn(WanderAsync));
            });
            Assert.Equal([home], seen);
        }

        static async LitenTask<HashSet<int>> WanderAsync()
        {
            var threads = new HashSet<int> { Environment.CurrentManagedThreadId };
            for (int i = 0; i < 20; i++)
            {
                await LitenTask.Yield();
                threads.Add(Environment.CurrentManagedThreadId);
                await Task.Run(() => { });
                threads.Add(Environment.CurrentManagedThreadId);
                await Blocking.Spawn(() => { });
                threads.Add(Environment.CurrentManagedThreadId);
                await Time.Sleep(TimeSpan.FromTicks(1));
                threads.Add(Environment.CurrentManagedThreadId);
                var (sender, receiver) = Oneshot.Create<int>();
                ThreadPool.QueueUserWorkItem(_ => sender.TrySend(1));
                await receiver;
                threads.Add(Environment.CurrentManagedThreadId);
            }

            return threads;
        }
    }

    [Fact]
    public void DisableWorkStealing_AsyncTaskBody_StaysOnItsWorker()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(3).DisableWorkStealing());

        HashSet<int> seen = it.OnThread(() => it.Runtime.BlockOn((Func<Task<HashSet<int>>>)WanderAsync), "the task");

        Assert.Single(seen);

        static async Task<HashSet<int>> WanderAsync()
        {
            var threads = new HashSet<int> { Environment.CurrentManagedThreadId };
            for (int i = 0; i < 50; i++)
            {
                await Task.Run(() => { });
                threads.Add(Environment.CurrentManagedThreadId);
                await LitenTask.Yield();
                threads.Add(Environment.CurrentManagedThreadId);
            }

            return threads;
        }
    }
}
