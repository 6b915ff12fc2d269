using System.Runtime.CompilerServices;

#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Scheduling;

/// <summary>An abort of a task that waits, has ended, or was aborted before.</summary>
public abstract class AbortSpecification(Func<RuntimeBuilder> createBuilder) : SchedulerSpecification(createBuilder)
{
    [Fact]
    public void SleepingTask_AbortedAndDropped_ReleasesWhatItCaptured() // 40
    {
        using RuntimeUnderTest it = Start();

        WeakReference captured = it.Run(async () =>
        {
            (WeakReference reference, JoinHandle task) = SpawnSleeper();
            await LitenTask.Yield();
            task.Abort();
            await task.JoinAsync();
            return reference;
        });

        it.WaitUntil(() => IsCollected(captured), "the captured object to be released");
    }

    [Fact]
    public void Abort_TaskSuspendedInTry_FinallySeesItsRuntimeOnItsThread() // 40
    {
        using RuntimeUnderTest it = Start();
        var (_, never) = Oneshot.Create<int>();
        using var begun = new ManualResetEventSlim();
        (Runtime? Runtime, string? Thread) seen = default;
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            try
            {
                begun.Set();
                await never;
            }
            finally
            {
                Runtime.TryGetCurrent(out Runtime? runtime);
                seen = (runtime, Turn.Current?.IsWorker == true ? "worker" : Thread.CurrentThread.Name);
            }
        });
        var joined = it.Begin(() => it.Runtime.BlockOn(async () => await task.JoinAsync()));
        it.WaitFor(begun, "the task");

        it.OnThread(task.Abort, "the abort");

        Assert.True(it.End(joined, "the join").IsAborted);
        Assert.Equal((it.Runtime, "worker"), seen);
    }

    [Fact]
    public void Abort_FinallyThrows_OutcomeIsThatExceptionAndTheRuntimeLives() // 41
    {
        using RuntimeUnderTest it = Start();

        Exception? exception = it.Run(async () =>
        {
            var (startedSender, started) = Oneshot.Create<int>();
            var (_, never) = Oneshot.Create<int>();
            JoinHandle task = LitenTask.Spawn(async () =>
            {
                try
                {
                    startedSender.TrySend(1);
                    await never;
                }
                finally
                {
                    ThrowFrom("finally");
                }
            });
            await started;
            task.Abort();
            return (await task.JoinAsync()).Exception;
        });

        Assert.Equal("finally", Assert.IsType<InvalidOperationException>(exception).Message);
        Assert.Equal(1, it.Run(async () => await LitenTask.Spawn(async () => 1)));

        static void ThrowFrom(string place) => throw new InvalidOperationException(place);
    }

    [Fact]
    public void Abort_CompletedTask_KeepsItsValue() // 42
    {
        using RuntimeUnderTest it = Start();

        int value = it.Run(async () =>
        {
            JoinHandle<int> task = LitenTask.Spawn(async () => 6);
            await task.JoinAsync();
            task.Abort();
            task.Abort();
            return await task;
        });

        Assert.Equal(6, value);
    }

    [Fact]
    public void Abort_Twice_UnwindsOnce() // 42
    {
        using RuntimeUnderTest it = Start();

        int unwound = it.Run(async () =>
        {
            int count = 0;
            var (startedSender, started) = Oneshot.Create<int>();
            var (_, never) = Oneshot.Create<int>();
            JoinHandle task = LitenTask.Spawn(async () =>
            {
                try
                {
                    startedSender.TrySend(1);
                    await never;
                }
                finally
                {
                    count++;
                }
            });
            await started;
            task.Abort();
            task.Abort();
            Assert.True((await task.JoinAsync()).IsAborted);
            task.Abort();
            return count;
        });

        Assert.Equal(1, unwound);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Captured, JoinHandle Task) SpawnSleeper()
    {
        object captured = new();
        JoinHandle task = LitenTask.Spawn(async () =>
        {
            await Time.Sleep(TimeSpan.FromHours(1));
            GC.KeepAlive(captured);
        });
        return (new WeakReference(captured), task);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsCollected(WeakReference reference)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return !reference.IsAlive;
    }

    public sealed class OnOneWorker() : AbortSpecification(SchedulerKinds.OneWorker);

    public sealed class OnTwoWorkers() : AbortSpecification(SchedulerKinds.TwoWorkers);

    public sealed class OnOneProcessor() : AbortSpecification(SchedulerKinds.OneProcessor);

    public sealed class OnFourWorkers() : AbortSpecification(SchedulerKinds.FourWorkers);

    public sealed class WithoutWorkStealing() : AbortSpecification(SchedulerKinds.WithoutWorkStealing);

    public sealed class OnCurrentThread() : AbortSpecification(SchedulerKinds.CurrentThread);
}
