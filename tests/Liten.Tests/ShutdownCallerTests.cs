#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests;

/// <summary>Where a runtime may be ended: on a blocking thread, in a hook, without blocking the caller.</summary>
public sealed class ShutdownCallerTests
{
    [Fact]
    public void Dispose_InsideABlockingJobOfTheSameRuntime_IsRefused() // fault 12
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        var job = it.Runtime.SpawnBlocking(it.Runtime.Dispose);

        it.WaitUntil(() => job.IsCompleted, "the job, which must not wait for itself");
        Assert.IsType<InvalidOperationException>(it.Outcome(job).Exception);
        Assert.Equal(1, it.Run(async () => 1));
    }

    [Fact]
    public void Dispose_InsideABlockingJobOfAnotherRuntime_Works() // fault 12
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using RuntimeUnderTest other = RuntimeUnderTest.WithWorkers(1);

        it.Run(async () => await Blocking.Spawn(other.Runtime.Dispose));

        Assert.Contains("ended", other.Runtime.ToString());
    }

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    [InlineData("park")]
    public void Dispose_InsideAHook_IsRefused(string hook) // fault 12
    {
        Runtime? runtime = null;
        Exception? seen = null;
        using var built = new ManualResetEventSlim();
        using var called = new ManualResetEventSlim();
        void Call(ThreadInfo thread)
        {
            if (built.Wait(RuntimeUnderTest.Patience) && seen is null)
            {
                seen = Record.Exception(runtime!.Dispose);
                called.Set();
            }
        }

        RuntimeBuilder builder = Runtime.CreateBuilder().WorkerThreads(1);
        _ = hook switch
        {
            "start" => builder.OnThreadStart(Call),
            "stop" => builder.OnThreadStop(Call),
            _ => builder.OnThreadPark(Call),
        };
        using (var it = new RuntimeUnderTest(builder))
        {
            runtime = it.Runtime;
            built.Set();
            if (hook != "stop")
            {
                it.WaitFor(called, "the hook");
            }
        }

        Assert.IsType<InvalidOperationException>(seen);
    }

    [Fact]
    public void ShutdownZero_InsideABlockingJob_Works()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        it.MayEndLate = true;

        JoinHandle<ShutdownReport> job = it.Runtime.SpawnBlocking(() => it.Runtime.Shutdown(TimeSpan.Zero));

        Assert.Equal(job.Id, Assert.Single(it.Result(job).UnfinishedBlockingJobs).Id);
    }

    [Fact]
    public async Task ShutdownAsync_DoesNotBlockItsCaller()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using var begun = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        JoinHandle job = it.Runtime.SpawnBlocking(() =>
        {
            begun.Set();
            gate.Wait(RuntimeUnderTest.Patience);
        });
        it.WaitFor(begun, "the job");

        Task<ShutdownReport> shutdown = it.Runtime.ShutdownAsync(Timeout.InfiniteTimeSpan).AsTask();

        Assert.False(shutdown.IsCompleted);
        gate.Set();
        Assert.True((await shutdown.WaitAsync(RuntimeUnderTest.Patience)).IsComplete);
        Assert.True(job.IsCompleted);
    }
}
