#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Scheduling;

/// <summary>BlockOn: every body, from every place, several at once.</summary>
public abstract class BlockOnSpecification(Func<RuntimeBuilder> createBuilder) : SchedulerSpecification(createBuilder)
{
    [Fact]
    public void BlockOn_EveryKindOfBody_ReturnsItsResult()
    {
        using RuntimeUnderTest it = Start();
        Runtime runtime = it.Runtime;

        Assert.Equal(1, it.Run(async () => await LitenTask.FromResult(1)));
        Assert.Equal(2, it.OnThread(() => runtime.BlockOn(() => Task.FromResult(2)), "a Task"));
        Assert.Equal(3, it.OnThread(() => runtime.BlockOn(() => new ValueTask<int>(3)), "a ValueTask"));
        Assert.Equal(4, it.OnThread(() => runtime.BlockOn(() => new LitenTask<int>(4)), "a LitenTask"));
    }

    [Fact]
    public void BlockOn_TaskBodyAwaitsForeignTask_ResumesOnTheRuntime()
    {
        using RuntimeUnderTest it = Start();
        var foreign = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);

        async Task<Runtime> Body()
        {
            await foreign.Task;
            return Runtime.Current;
        }

        var blocked = it.Begin(() => it.Runtime.BlockOn((Func<Task<Runtime>>)Body));
        it.OnThread(() => foreign.SetResult(1), "the completion");

        Assert.Same(it.Runtime, it.End(blocked, "BlockOn"));
    }

    [Fact]
    public void BlockOn_InsideBlockOn_ThrowsAndNamesTheAlternative() // 13
    {
        using RuntimeUnderTest it = Start();
        using RuntimeUnderTest other = Start();

        it.Run(async () =>
        {
            var own = Assert.Throws<InvalidOperationException>(() => it.Runtime.BlockOn(async () => await LitenTask.Yield()));
            var foreign = Assert.Throws<InvalidOperationException>(() => other.Runtime.BlockOn(async () => await LitenTask.Yield()));
            Assert.Contains("LitenTask.Spawn", own.Message);
            Assert.Contains("LitenTask.Spawn", foreign.Message);
        });
    }

    [Fact]
    public void BlockOn_InsideBlockingJob_Works() // 13
    {
        using RuntimeUnderTest it = Start();

        int result = it.Run(async () => await Blocking.Spawn(() => it.Runtime.BlockOn(async () =>
        {
            await Time.Sleep(TimeSpan.FromMilliseconds(1));
            return 5;
        })));

        Assert.Equal(5, result);
    }

    [Fact]
    public void BlockOn_EightThreadsAtOnce_EachGetsItsOwnResult() // 15
    {
        using RuntimeUnderTest it = Start();
        var callers = Enumerable.Range(0, 8).Select(number => it.Begin(() => it.Runtime.BlockOn(async () =>
        {
            for (int i = 0; i < 20; i++)
            {
                await Time.Sleep(TimeSpan.FromTicks(number * 100));
                await LitenTask.Yield();
            }

            return number;
        }))).ToArray();

        Assert.Equal(Enumerable.Range(0, 8), callers.Select(caller => it.End(caller, "one of eight")));
    }

    [Fact]
    public void BlockOn_OneCallerEnds_TheOthersTimersStillFire() // 15
    {
        using RuntimeUnderTest it = Start();
        var (firstSender, first) = Oneshot.Create<int>();
        using var begun = new CountdownEvent(2);
        var one = it.Begin(() => it.Runtime.BlockOn(async () =>
        {
            begun.Signal();
            return await first;
        }));
        var two = it.Begin(() => it.Runtime.BlockOn(async () =>
        {
            begun.Signal();
            await Time.Sleep(TimeSpan.FromMilliseconds(20));
            await Time.Sleep(TimeSpan.FromMilliseconds(20));
            return 2;
        }));

        it.WaitUntil(() => begun.IsSet, "both bodies to begin");
        firstSender.TrySend(1);

        Assert.Equal(1, it.End(one, "the first caller"));
        Assert.Equal(2, it.End(two, "the second caller"));
    }

    public sealed class OnOneWorker() : BlockOnSpecification(SchedulerKinds.OneWorker);

    public sealed class OnTwoWorkers() : BlockOnSpecification(SchedulerKinds.TwoWorkers);

    public sealed class OnOneProcessor() : BlockOnSpecification(SchedulerKinds.OneProcessor);

    public sealed class OnFourWorkers() : BlockOnSpecification(SchedulerKinds.FourWorkers);

    public sealed class WithoutWorkStealing() : BlockOnSpecification(SchedulerKinds.WithoutWorkStealing);

    public sealed class OnCurrentThread() : BlockOnSpecification(SchedulerKinds.CurrentThread);
}
