#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.
#pragma warning disable xUnit1031 // Blocking a thread on purpose is what some of these tests are about.

namespace Liten.Tests;

/// <summary>Runtimes side by side: they share nothing, and a task of one may await a task of another.</summary>
public sealed class ManyRuntimesTests
{
    [Fact]
    public void ManyRuntimes_EachRunsItsOwnTasks()
    {
        RuntimeUnderTest[] runtimes = [.. Enumerable.Range(0, 5).Select(_ => RuntimeUnderTest.WithWorkers(1))];

        JoinHandle<Runtime>[] tasks = [.. runtimes.Select(it => it.Runtime.Spawn(async () =>
        {
            await LitenTask.Yield();
            return await LitenTask.Spawn(async () => Runtime.Current);
        }))];

        for (int i = 0; i < runtimes.Length; i++)
        {
            Assert.Same(runtimes[i].Runtime, runtimes[i].Result(tasks[i]));
            Assert.Equal(2, runtimes[i].Metrics.SpawnedTasks);
            runtimes[i].Dispose();
        }
    }

    [Fact]
    public void OneRuntimeBlocked_TheOtherRunsOn()
    {
        using RuntimeUnderTest blocked = RuntimeUnderTest.WithWorkers(1);
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using var gate = new ManualResetEventSlim();
        JoinHandle stuck = blocked.Runtime.Spawn(async () => gate.Wait(RuntimeUnderTest.Patience));

        it.Run(async () => await Time.Sleep(TimeSpan.FromMilliseconds(1)));

        Assert.False(stuck.IsCompleted);
        gate.Set();
    }

    [Fact]
    public void Handle_AwaitedOnAnotherRuntime_ResumesThere()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        using RuntimeUnderTest other = RuntimeUnderTest.WithWorkers(2);
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle<(int, Runtime)> task = other.Runtime.Spawn(async () => (await receiver, Runtime.Current));

        (int value, Runtime ranOn, Runtime resumedOn) = it.Run(async () =>
        {
            _ = LitenTask.Spawn(async () => sender.TrySend(5));
            (int result, Runtime where) = await task;
            return (result, where, Runtime.Current);
        });

        Assert.Equal(5, value);
        Assert.Same(other.Runtime, ranOn);
        Assert.Same(it.Runtime, resumedOn);
    }

    [Fact]
    public void OtherRuntimeDisposed_WhoAwaitsItsTask_GetsAborted()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using RuntimeUnderTest other = RuntimeUnderTest.WithWorkers(1);
        var (_, never) = Oneshot.Create<int>();
        JoinHandle<int> task = other.Runtime.Spawn(async () => await never);
        JoinHandle<bool> waiter = it.Runtime.Spawn(async () => (await task.JoinAsync()).IsAborted);

        other.End();

        Assert.True(it.Result(waiter));
    }
}
