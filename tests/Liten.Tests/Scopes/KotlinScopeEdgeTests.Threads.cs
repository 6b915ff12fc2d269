namespace Liten.Tests.Scopes;

/// <content>What is seen by threads outside of the runtime.</content>
public sealed partial class KotlinScopeEdgeTests
{
    [Fact]
    public void Kotlin_CancelledParent_CancelsRecursively()
    {
        using RuntimeUnderTest it = NewRuntime();
        using var deepest = new ManualResetEventSlim();
        int unwound = 0;

        JoinHandle owner = it.Runtime.Spawn(() => NestAsync(20));
        it.WaitFor(deepest, "the deepest scope");
        owner.Abort();

        Assert.True(it.Outcome(owner).IsAborted);
        Assert.Equal(20, unwound);

        async LitenTask NestAsync(int depth) => await TaskScope.RunAsync(async scope =>
        {
            if (depth == 0)
            {
                deepest.Set();
                await NeverAsync();
            }

            try
            {
                await scope.Spawn(() => NestAsync(depth - 1));
            }
            finally
            {
                Interlocked.Increment(ref unwound);
            }
        });
    }

    [Fact]
    public void Kotlin_ScopeOnACancelledParent_DoesNotRunItsBody()
    {
        using RuntimeUnderTest it = NewRuntime();
        using var hasStarted = new ManualResetEventSlim();
        bool hasRun = false;

        JoinHandle owner = it.Runtime.Spawn(async () =>
        {
            hasStarted.Set();
            while (!LitenTask.Current.IsAbortRequested)
            {
                Thread.Yield();
            }

            await TaskScope.SuperviseAsync(async _ => hasRun = true);
        });
        it.WaitFor(hasStarted, "the owner");
        owner.Abort();

        Assert.True(it.Outcome(owner).IsAborted);
        Assert.False(hasRun);
    }

    [Fact] // kotlinx.coroutines #1813: a result that is ready is dropped when the caller is cancelled
    public void Kotlin_1813_ResultThatIsThere_IsNotLostToTheAbort()
    {
        using RuntimeUnderTest it = NewRuntime();
        IDisposable? resource = null;
        JoinHandle? owner = null;

        owner = it.Runtime.Spawn(async () => resource = await TaskScope.RunAsync(async scope =>
        {
            while (owner is null)
            {
                Thread.Yield();
            }

            owner.Abort();
            return new MemoryStream();
        }));
        it.Outcome(owner);

        Assert.NotNull(resource);
    }

    [Fact]
    public void Kotlin_SupervisorInsideOfAScope_FailureStopsAtTheSupervisor() => Run(async () =>
    {
        int result = await TaskScope.RunAsync(async outer =>
        {
            await TaskScope.SuperviseAsync(
                async supervisor => _ = supervisor.Spawn(FailAsync), new ScopeOptions { WaitForChildren = true });
            return 3;
        });
        Assert.Equal(3, result);
        Assert.IsType<FormatException>(Assert.Single(_told).Exception);
    });

    [Fact]
    public void Kotlin_ExceptionAggregation_TheFirstWinsAndTheOthersAreToldInsteadOfSuppressed() => Run(async () =>
    {
        await Throws<FormatException>(TaskScope.RunAsync(async scope =>
        {
            var (begun, hasBegun) = Oneshot.Create<int>();
            _ = scope.Spawn(async () =>
            {
                try
                {
                    begun.TrySend(0);
                    await NeverAsync();
                }
                catch (TaskAbortedException)
                {
                    throw new ArithmeticException("second");
                }
            });
            await hasBegun;
            await FailAsync();
        }));
        Assert.IsType<ArithmeticException>(Assert.Single(_told).Exception);
    });

    [Fact]
    public void Kotlin_UncooperativeChild_IsWaitedForAllTheSame() => Run(async () =>
    {
        int rounds = 0;
        await TaskScope.RunAsync(async scope =>
        {
            var (begun, hasBegun) = Oneshot.Create<int>();
            _ = scope.Spawn(async () =>
            {
                begun.TrySend(0);
                while (!LitenTask.Current.IsAbortRequested)
                {
                    Thread.Yield();
                }

                rounds = 1_000;
            });
            await hasBegun;
        });
        Assert.Equal(1_000, rounds);
    });
}
