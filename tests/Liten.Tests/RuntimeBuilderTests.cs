namespace Liten.Tests;

public sealed class RuntimeBuilderTests
{
    [Fact]
    public void EveryMethod_SetsItsOption()
    {
        RuntimeBuilder builder = Runtime.CreateBuilder()
            .WorkerThreads(3)
            .WorkerThreadName("name")
            .DisableWorkStealing()
            .MaxTasks(4)
            .TaskPoolCapacity(5)
            .ThreadStackSize(65_536)
            .MaxBlockingThreads(6)
            .BlockingKeepAlive(TimeSpan.FromSeconds(7))
            .AbandonAfter(TimeSpan.FromSeconds(8));
        RuntimeOptions options = RuntimeUnderTest.OptionsOf(builder);

        Assert.Equal((3, "name", false, 4, 5), (options.WorkerThreads, options.WorkerThreadName, options.WorkStealing, options.MaxTasks, options.TaskPoolCapacity));
        Assert.Equal((65_536, 6), (options.ThreadStackSize, options.MaxBlockingThreads));
        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8)), (options.BlockingKeepAlive, options.AbandonAfter));
        Assert.False(options.CurrentThread);
        Assert.True(RuntimeUnderTest.OptionsOf(Runtime.CreateBuilder().CurrentThread()).CurrentThread);
    }

    [Fact]
    public void WrongValue_ThrowsAtTheCallWithTheOptionsName()
    {
        RuntimeBuilder builder = Runtime.CreateBuilder();

        Assert.Equal("WorkerThreads", Assert.Throws<ArgumentOutOfRangeException>(() => builder.WorkerThreads(0)).ParamName);
        Assert.Equal("WorkerThreadName", Assert.Throws<ArgumentException>(() => builder.WorkerThreadName("")).ParamName);
        Assert.Equal("MaxTasks", Assert.Throws<ArgumentOutOfRangeException>(() => builder.MaxTasks(0)).ParamName);
        Assert.Equal("TaskPoolCapacity", Assert.Throws<ArgumentOutOfRangeException>(() => builder.TaskPoolCapacity(-1)).ParamName);
        Assert.Equal("ThreadStackSize", Assert.Throws<ArgumentOutOfRangeException>(() => builder.ThreadStackSize(3)).ParamName);
        Assert.Equal("MaxBlockingThreads", Assert.Throws<ArgumentOutOfRangeException>(() => builder.MaxBlockingThreads(0)).ParamName);
        Assert.Equal("BlockingKeepAlive", Assert.Throws<ArgumentOutOfRangeException>(() => builder.BlockingKeepAlive(-TimeSpan.MaxValue)).ParamName);
        Assert.Equal("AbandonAfter", Assert.Throws<ArgumentOutOfRangeException>(() => builder.AbandonAfter(-TimeSpan.MaxValue)).ParamName);
    }

    [Fact]
    public void NullHook_Throws()
    {
        RuntimeBuilder builder = Runtime.CreateBuilder();

        Assert.All(
            new Action[]
            {
                () => builder.OnThreadStart(null!),
                () => builder.OnThreadStop(null!),
                () => builder.OnThreadPark(null!),
                () => builder.OnThreadUnpark(null!),
                () => builder.OnTaskSpawn(null!),
                () => builder.OnTaskTerminate(null!),
                () => builder.OnUnhandledException(null!),
            },
            call => Assert.Equal("hook", Assert.Throws<ArgumentNullException>(call).ParamName));
    }

    [Fact]
    public void Hook_GivenTwice_BothAreCalled()
    {
        int first = 0, second = 0;
        using (var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).OnTaskSpawn(_ => first++).OnTaskSpawn(_ => second++)))
        {
            it.Run(async () => { });
        }

        Assert.Equal((1, 1), (first, second));
    }

    [Fact]
    public void Build_Twice_MakesTwoRuntimesThatKnowNothingOfEachOther()
    {
        RuntimeBuilder builder = Runtime.CreateBuilder().WorkerThreads(1);
        using Runtime one = builder.Build();
        using Runtime two = builder.WorkerThreads(2).Build();

        one.Dispose();

        Assert.Single(one.Metrics.Workers);
        Assert.Equal(2, two.Metrics.Workers.Count);
        Assert.Same(two, two.BlockOn(async () => Runtime.Current));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Build_SystemHasTooFewThreads_ThrowsAndLeavesNone(int threadsToGive) // fault 17
    {
        RuntimeBuilder builder = Runtime.CreateBuilder().WorkerThreads(4);
        var census = new ThreadCensus(builder);
        RuntimeUnderTest.OptionsOf(builder).Threads = new ScarceThreads(threadsToGive);

        Assert.Throws<OutOfMemoryException>(builder.Build);

        Assert.Equal(threadsToGive, census.Started.Count);
        census.AssertNobodyLeft();
    }

    [Fact]
    public void DisposeAsync_SystemHasNoThreadLeft_EndsAllTheSame() // fault 17
    {
        RuntimeBuilder builder = Runtime.CreateBuilder().WorkerThreads(2);
        RuntimeUnderTest.OptionsOf(builder).Threads = new ScarceThreads(2);
        using var it = new RuntimeUnderTest(builder);

        it.OnThread(() => Record.Exception(() => it.Runtime.DisposeAsync().AsTask().GetAwaiter().GetResult()), "DisposeAsync");

        it.End();
    }

    private sealed class ScarceThreads(int left) : ThreadSource
    {
        private int _left = left;

        public override Thread Start(string name, int stackSize, ThreadStart body)
            => Interlocked.Decrement(ref _left) >= 0 ? base.Start(name, stackSize, body) : throw new OutOfMemoryException("no more threads");
    }
}
