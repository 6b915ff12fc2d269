namespace Liten.Tests.BlockingPools;

public class BlockingPoolStressTests
{
    [Fact]
    public void Spawn_RacingClose_HandleAlwaysCompletes()
    {
        const int Rounds = 10_000;
        PoolUnderTest? pool = null;
        using var turn = new Barrier(2);
        var closer = new Thread(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                Meet(turn);
                Thread.SpinWait(i % 64);
                Volatile.Read(ref pool)!.Pool.Close();
                Meet(turn);
            }
        })
        { IsBackground = true };
        closer.Start();

        int successes = 0;
        for (int i = 0; i < Rounds; i++)
        {
            pool = new PoolUnderTest(maxThreads: 1 + (i % 2));
            Meet(turn);
            JoinHandle<int> first = pool.Spawn(() => 1);
            JoinHandle<int> second = pool.Spawn(() => 2);
            Meet(turn);
            JoinResult[] outcomes = [pool.Outcome(first), pool.Outcome(second)];
            Assert.All(outcomes, outcome => Assert.True(outcome.IsSuccess || outcome.IsAborted));
            successes += outcomes.Count(outcome => outcome.IsSuccess);
            pool.End();
        }

        Assert.InRange(successes, 1, (2 * Rounds) - 1);
    }

    /// <summary>The race of tokio #8056: a job that arrives while the only thread becomes idle, or gives up being so.</summary>
    [Theory]
    [InlineData(-TimeSpan.TicksPerMillisecond)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    public void Spawn_WhileTheOnlyThreadChangesState_IsNeverStranded(long keepAliveTicks)
    {
        using var pool = new PoolUnderTest(maxThreads: 1, keepAlive: TimeSpan.FromTicks(keepAliveTicks));
        for (int i = 0; i < 5_000; i++)
        {
            Assert.Equal(i, pool.Result(pool.Spawn(() => i)));
            Thread.SpinWait(i % 256);
        }

        Assert.Equal(5_000, pool.Terminated.Count);
    }

    [Fact]
    public void ManySpawners_WithAbortsAndFailingStarts_EveryJobEndsOnce()
    {
        const int Spawners = 4;
        const int JobsEach = 5_000;
        var pool = new PoolUnderTest(maxThreads: 3, keepAlive: TimeSpan.FromTicks(10), threads: new MoodyThreadSource());
        int ran = 0;
        int refused = 0;
        var jobs = new JoinHandle?[Spawners * JobsEach];
        Thread[] spawners = [.. Enumerable.Range(0, Spawners).Select(spawner => new Thread(() =>
        {
            for (int i = spawner * JobsEach; i < (spawner + 1) * JobsEach; i++)
            {
                try
                {
                    jobs[i] = pool.Spawn(() => { Interlocked.Increment(ref ran); });
                    if (i % 3 == 0)
                    {
                        jobs[i]!.Abort();
                    }
                }
                catch (OutOfMemoryException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        })
        { IsBackground = true })];
        Array.ForEach(spawners, thread => thread.Start());
        Array.ForEach(spawners, thread => Assert.True(thread.Join(PoolUnderTest.Patience), pool.Pool.ToString()));

        JoinResult[] outcomes = [.. jobs.OfType<JoinHandle>().Select(pool.Outcome)];
        Assert.Equal(Spawners * JobsEach, outcomes.Length + refused);
        Assert.Equal(ran, outcomes.Count(outcome => outcome.IsSuccess));
        Assert.All(outcomes.Where(outcome => outcome.IsFaulted), outcome => Assert.IsType<OutOfMemoryException>(outcome.Exception));
        Assert.Equal(Spawners * JobsEach, pool.Terminated.Count);
        pool.End();
    }

    private static void Meet(Barrier turn)
        => Assert.True(turn.SignalAndWait(PoolUnderTest.Patience, CancellationToken.None), "the other thread does not come");

    /// <summary>Fails one start in four.</summary>
    private sealed class MoodyThreadSource : ThreadSource
    {
        private int _starts;

        public override Thread Start(string name, int stackSize, ThreadStart body)
            => Interlocked.Increment(ref _starts) % 4 == 0 ? throw new OutOfMemoryException() : base.Start(name, stackSize, body);
    }
}
