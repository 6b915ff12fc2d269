#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Scheduling;

/// <summary>Chains of tasks and calls, so deep that one stack frame for each link would overflow.</summary>
public abstract class DeepChainSpecification(Func<RuntimeBuilder> createBuilder) : SchedulerSpecification(createBuilder)
{
    [Fact]
    public void HundredThousandTasks_EachAwaitsTheNext_SmallStackSuffices()
    {
        using RuntimeUnderTest it = Start(builder => builder.ThreadStackSize(256 * 1024));

        int depth = OnSmallStack(it, () => it.Runtime.BlockOn(() => ChainAsync(100_000)));

        Assert.Equal(100_000, depth);

        static async LitenTask<int> ChainAsync(int left)
            => left == 0 ? 0 : 1 + await LitenTask.Spawn(left - 1, static rest => ChainAsync(rest));
    }

    [Fact]
    public void HundredThousandSynchronousAwaits_SmallStackSuffices()
    {
        using RuntimeUnderTest it = Start(builder => builder.ThreadStackSize(256 * 1024));

        int sum = OnSmallStack(it, () => it.Runtime.BlockOn(async () =>
        {
            int total = 0;
            for (int i = 0; i < 100_000; i++)
            {
                total += await OneAsync();
            }

            return total;
        }));

        Assert.Equal(100_000, sum);

        static async LitenTask<int> OneAsync() => await LitenTask.FromResult(1);
    }

    [Fact]
    public void HundredThousandNestedCalls_InnermostCompletes_SmallStackSuffices()
    {
        using RuntimeUnderTest it = Start(builder => builder.ThreadStackSize(256 * 1024));

        int sum = OnSmallStack(it, () => it.Runtime.BlockOn(async () =>
        {
            LitenTask<int> call = InnermostAsync();
            for (int i = 0; i < 100_000; i++)
            {
                call = OuterAsync(call);
            }

            return await call;
        }));

        Assert.Equal(100_000, sum);

        static async LitenTask<int> InnermostAsync()
        {
            await LitenTask.Yield();
            return 0;
        }

        static async LitenTask<int> OuterAsync(LitenTask<int> inner) => 1 + await inner;
    }

    /// <summary>On a current-thread runtime the caller's own thread runs the tasks, so it needs the small stack too.</summary>
    private static T OnSmallStack<T>(RuntimeUnderTest it, Func<T> code) => it.OnThread(
        () =>
        {
            T result = default!;
            Exception? failure = null;
            var thread = new Thread(() => failure = Record.Exception(() => { result = code(); }), 256 * 1024) { IsBackground = true };
            thread.Start();
            thread.Join();
            return failure is null ? result : throw failure;
        },
        "the deep chain");

    public sealed class OnOneWorker() : DeepChainSpecification(SchedulerKinds.OneWorker);

    public sealed class OnTwoWorkers() : DeepChainSpecification(SchedulerKinds.TwoWorkers);

    public sealed class OnOneProcessor() : DeepChainSpecification(SchedulerKinds.OneProcessor);

    public sealed class OnFourWorkers() : DeepChainSpecification(SchedulerKinds.FourWorkers);

    public sealed class WithoutWorkStealing() : DeepChainSpecification(SchedulerKinds.WithoutWorkStealing);

    public sealed class OnCurrentThread() : DeepChainSpecification(SchedulerKinds.CurrentThread);
}
