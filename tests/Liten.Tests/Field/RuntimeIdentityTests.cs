#pragma warning disable xUnit1051 // A wait here ends by its giver.

namespace Liten.Tests.Field;

/// <summary>Code that has left a runtime's threads still finds the runtime, in every kind of body and at every moment of its life.</summary>
public sealed class RuntimeIdentityTests : IDisposable
{
    private readonly RuntimeUnderTest _it = RuntimeUnderTest.WithWorkers(2);

    public static TheoryData<string> Bodies => ["LitenTask", "Task", "ValueTask"];

    public void Dispose() => _it.Dispose();

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Verbs_BehindConfigureAwaitFalse_Work(string body)
    {
        Patience.Wait(Spawn(body, async () =>
        {
            for (int attempt = 0; attempt < 3; attempt++)
            {
                await Attempt().ConfigureAwait(false);
                await Task.Delay(1).ConfigureAwait(false);
            }
        }));

        async Task Attempt()
        {
            await Time.Sleep(TimeSpan.FromMilliseconds(1)).AsTask().ConfigureAwait(false);
            Assert.Same(_it.Runtime, Runtime.Current);
            Assert.Equal(3, await LitenTask.Spawn(async () => 3));
            Assert.Equal(4, await Blocking.Spawn(() => 4));
            await LitenTask.Yield();
            await Time.Timeout(TimeSpan.FromSeconds(30), static async token => await Time.Sleep(TimeSpan.FromMilliseconds(1), token));
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Verbs_InParallelForEachAsync_Work(string body)
    {
        int done = 0;
        Patience.Wait(Spawn(body, () => Parallel.ForEachAsync(Enumerable.Range(0, 20), async (_, token) =>
        {
            await Task.Yield();
            await Time.Sleep(TimeSpan.FromMilliseconds(1), token);
            Interlocked.Add(ref done, await LitenTask.Spawn(async () => 1));
        })));

        Assert.Equal(20, done);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Work_ThatItsTaskHasForgotten_StillFindsTheRuntime(string body)
    {
        var taskHasEnded = new TaskCompletionSource();
        Task forgotten = null!;
        JoinHandle task = Spawn(body, () =>
        {
            forgotten = GoOn();
            return Task.CompletedTask;
        });
        _it.Outcome(task);
        taskHasEnded.SetResult();
        Patience.Wait(forgotten);

        async Task GoOn()
        {
            await taskHasEnded.Task.ConfigureAwait(false);
            await Time.Sleep(TimeSpan.FromMilliseconds(1));
            Assert.Equal(5, await LitenTask.Spawn(async () => 5));
        }
    }

    [Fact]
    public void Verbs_AfterTheRuntimesEnd_SayThatThereIsNone()
    {
        var end = new TaskCompletionSource();
        Task outlives = null!;
        using (RuntimeUnderTest other = RuntimeUnderTest.WithWorkers(1))
        {
            other.Run(async () => { outlives = GoOn(); });
        }

        end.SetResult();
        Patience.Wait(outlives);

        async Task GoOn()
        {
            await end.Task.ConfigureAwait(false);
            Assert.False(Runtime.TryGetCurrent(out _));
            Assert.Throws<InvalidOperationException>(() => Time.Sleep(TimeSpan.FromMilliseconds(1)));
        }
    }

    [Fact]
    public void Task_SpawnedFromAnotherRuntimesTask_IsInItsOwn()
    {
        using RuntimeUnderTest other = RuntimeUnderTest.WithWorkers(1);
        var local = new AsyncLocal<string>();
        _it.Run(async () =>
        {
            local.Value = "mine";
            Assert.True(await other.Runtime.Spawn(async () => await Check(other.Runtime, "mine")));
            local.Value = null!;
            Assert.True(await other.Runtime.Spawn(async () => await Check(other.Runtime, null)));
            Assert.True(await other.Runtime.SpawnBlocking(() => ReferenceEquals(Runtime.Current, other.Runtime)));
            Assert.Same(_it.Runtime, Runtime.Current);
        });

        async Task<bool> Check(Runtime expected, string? value)
        {
            await Task.Delay(1).ConfigureAwait(false);
            return Thread.CurrentThread.IsThreadPoolThread && ReferenceEquals(Runtime.Current, expected) && local.Value == value;
        }
    }

    [Fact]
    public void ThreadOfTheCaller_KnowsNoRuntimeAfterwards()
    {
        _it.Run(async () => await LitenTask.Yield());
        Assert.False(Runtime.TryGetCurrent(out _));
        Assert.False(Patience.Get(Task.Run(static () => Runtime.TryGetCurrent(out _))));
    }

    [Fact]
    public void BlockOn_WhereFlowIsSuppressed_LeavesTheCallersContext()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().CurrentThread());
        it.OnThread(
            () =>
            {
                var local = new AsyncLocal<string> { Value = "mine" };
                AsyncFlowControl control = ExecutionContext.SuppressFlow();
                it.Runtime.BlockOn(async () => await LitenTask.Yield());
                Assert.True(ExecutionContext.IsFlowSuppressed());
                Assert.Equal("mine", local.Value);
                control.Undo();
                Assert.Equal("mine", local.Value);
            },
            "the caller");
    }

    private JoinHandle Spawn(string body, Func<Task> code) => body switch
    {
        "LitenTask" => _it.Runtime.Spawn(async () => await code()),
        "Task" => _it.Runtime.Spawn(async Task () => await code()),
        _ => _it.Runtime.Spawn(async ValueTask () => await code()),
    };
}
