#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Tasks;

/// <summary>RuntimeOptions.FlowCurrentTask: nested async Task methods know their task behind any await, and an abort reaches them.</summary>
public sealed class FlowCurrentTaskTests
{
    [Fact]
    public void Current_InANestedTaskMethodBehindForeignAwaits_IsTheTask()
    {
        using RuntimeUnderTest it = NewRuntime();

        it.Run(async () =>
        {
            long id = LitenTask.Current.Id;
            Assert.Equal((id, id), (await NestedAsync(3), await OutsideAsync()));
        });

        static async Task<long> NestedAsync(int depth)
        {
            await Task.Yield();
            await Task.Run(static () => Thread.Yield());
            return depth == 0 ? LitenTask.Current.Id : await NestedAsync(depth - 1);
        }

        static async Task<long> OutsideAsync()
        {
            await Task.Run(static () => Thread.Yield()).ConfigureAwait(false);
            return LitenTask.Current.Id;
        }
    }

    [Fact]
    public void Abort_ReachesALitenWaitInANestedTaskMethod()
    {
        using RuntimeUnderTest it = NewRuntime();
        using var waits = new ManualResetEventSlim();

        JoinHandle task = it.Runtime.Spawn(async () => await NestedAsync());
        it.WaitFor(waits, "the nested method");
        task.Abort();

        Assert.True(it.Outcome(task).IsAborted);

        async Task NestedAsync()
        {
            await Task.Yield();
            LitenTask sleep = Time.Sleep(Timeout.InfiniteTimeSpan);
            waits.Set();
            await sleep;
        }
    }

    [Fact]
    public void Current_InAChild_IsTheChildAndNotItsSpawner()
    {
        using RuntimeUnderTest it = NewRuntime();

        it.Run(async () =>
        {
            long parent = LitenTask.Current.Id;
            await LitenTask.Spawn(async () =>
            {
                Assert.Equal(parent, LitenTask.Current.ParentId);
                await NestedAsync(LitenTask.Current.Id);
            });
            Assert.Equal(parent, LitenTask.Current.Id);
        });

        static async Task NestedAsync(long id)
        {
            await Task.Yield();
            Assert.Equal(id, LitenTask.Current.Id);
        }
    }

    [Fact]
    public void Current_InWorkThatHasOutlivedItsTask_Throws()
    {
        using RuntimeUnderTest it = NewRuntime();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Exception?>? forgotten = null;

        it.Run(async () => forgotten = LaterAsync());
        go.SetResult();

        Assert.IsType<InvalidOperationException>(Patience.Get(forgotten!));

        async Task<Exception?> LaterAsync()
        {
            await go.Task;
            return Record.Exception(static () => _ = LitenTask.Current.Id);
        }
    }

    [Fact]
    public void ATask_CostsSomeBytesMore_AndWithoutTheOptionNone()
    {
        using RuntimeUnderTest it = NewRuntime();
        using RuntimeUnderTest other = RuntimeUnderTest.WithWorkers(1);

        long plain = other.Run(MeasureAsync), flowing = it.Run(MeasureAsync);

        Assert.InRange(flowing - plain, 64, 128);

        static async LitenTask<long> MeasureAsync()
        {
            const int Tasks = 1_000;
            await SpawnAsync(Tasks);
            long before = GC.GetAllocatedBytesForCurrentThread();
            await SpawnAsync(Tasks);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / Tasks;
        }

        static async LitenTask SpawnAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                await LitenTask.Spawn(static () => default(LitenTask));
            }
        }
    }

    private static RuntimeUnderTest NewRuntime() => new(Runtime.CreateBuilder().WorkerThreads(1).FlowCurrentTask());
}
