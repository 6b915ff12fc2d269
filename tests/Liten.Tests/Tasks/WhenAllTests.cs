#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Tasks;

/// <summary>WhenAll of calls and of handles.</summary>
public sealed class WhenAllTests : CombiningRig
{
    [Fact]
    public void WhenAll_Nothing_IsCompletedAtOnce()
    {
        Assert.True(LitenTask.WhenAll(Array.Empty<LitenTask>()).IsCompleted);
        Assert.Empty(Result(LitenTask.WhenAll(Array.Empty<LitenTask<int>>())));
        Assert.True(LitenTask.WhenAll(Array.Empty<JoinHandle>()).IsCompleted);
        Assert.Empty(Result(LitenTask.WhenAll(Array.Empty<JoinHandle<int>>())));
    }

    [Fact]
    public void WhenAll_Null_ThrowsAtTheCall()
    {
        Assert.Throws<ArgumentNullException>("tasks", () => { _ = LitenTask.WhenAll((LitenTask[])null!); });
        Assert.Throws<ArgumentNullException>("tasks", () => { _ = LitenTask.WhenAll((LitenTask<int>[])null!); });
        Assert.Throws<ArgumentNullException>("handles", () => { _ = LitenTask.WhenAll((IEnumerable<JoinHandle>)null!); });
        Assert.Throws<ArgumentNullException>("handles", () => { _ = LitenTask.WhenAll((IEnumerable<JoinHandle<int>>)null!); });
    }

    [Fact]
    public void WhenAll_ANullHandle_ThrowsAtTheCallAndSaysWhich()
    {
        JoinHandle<int> handle = Waiting(0);
        Assert.Contains("index 1", Assert.Throws<ArgumentException>("handles", () => { _ = LitenTask.WhenAll((JoinHandle)handle, null!); }).Message);
        Assert.Contains("index 0", Assert.Throws<ArgumentException>("handles", () => { _ = LitenTask.WhenAll(null!, handle); }).Message);
    }

    [Fact]
    public void WhenAll_Calls_ResultsInOrderWhateverEndsFirst()
    {
        LitenTask<int[]> all = LitenTask.WhenAll(Receive(0), Receive(1), Receive(2));
        foreach (int i in new[] { 2, 0, 1 })
        {
            Assert.False(all.IsCompleted);
            Open(i);
        }

        Assert.Equal([100, 101, 102], Result(all));
    }

    [Fact]
    public void WhenAll_Handles_ResultsInOrderWhateverEndsFirst()
    {
        LitenTask<int[]> all = LitenTask.WhenAll(Waiting(0), Waiting(1), Waiting(2));
        LitenTask plain = LitenTask.WhenAll((JoinHandle)Waiting(3), Waiting(4));
        foreach (int i in new[] { 2, 0, 1 })
        {
            Assert.False(all.IsCompleted);
            Open(i);
        }

        Assert.Equal([100, 101, 102], Result(all));
        Assert.False(plain.IsCompleted);
        Open(3);
        Assert.False(plain.IsCompleted);
        Open(4);
        Result(plain);
    }

    [Fact]
    public void WhenAll_Calls_FirstFailureInOrderDecidesAfterAllHaveEnded()
    {
        LitenTask all = LitenTask.WhenAll(Fail(0, "first"), Fail(1, "second"), Wait(2));
        Open(1);
        Open(0);
        Assert.False(all.IsCompleted);
        Open(2);

        FormatException failure = Assert.Throws<FormatException>(() => Result(all));
        Assert.Equal("first", failure.Message);
        Assert.Contains(nameof(Fail), failure.StackTrace);
    }

    [Fact]
    public void WhenAll_Handles_FirstFailureInOrderDecidesAfterAllHaveEnded()
    {
        JoinHandle[] handles = [_runtime.Spawn(() => Wait(0)), _runtime.Spawn(() => Fail(1, "first")), _runtime.Spawn(() => Fail(2, "second"))];
        LitenTask all = LitenTask.WhenAll(handles);
        Open(2);
        Open(1);
        Assert.False(all.IsCompleted);
        Open(0);

        FormatException failure = Assert.Throws<FormatException>(() => Result(all));
        Assert.Equal("first", failure.Message);
        Assert.Contains(nameof(Fail), failure.StackTrace);
    }

    [Fact]
    public void WhenAll_HandlesWithAnAbortedOne_ThrowsTaskAborted()
    {
        JoinHandle<int> aborted = Waiting(0);
        LitenTask<int[]> all = LitenTask.WhenAll(Waiting(1), aborted);
        aborted.Abort();
        _runtime.RunAll();
        Assert.False(all.IsCompleted);
        Open(1);

        Assert.Equal(aborted.Id, Assert.Throws<TaskAbortedException>(() => Result(all)).TaskId);
    }

    [Fact]
    public void WhenAll_TheSameHandleTwice_Works() =>
        Assert.Equal([7, 7], Result(LitenTask.WhenAll(Twice(_runtime.Spawn(static async () => await LitenTask.FromResult(7))))));

    [Fact]
    public void WhenAll_OutsideOfARuntime_Completes() => Patience.OnThread(() =>
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(1).Build();
        JoinHandle<int>[] handles = [.. Enumerable.Range(0, 20).Select(i => runtime.Spawn(async () =>
        {
            await LitenTask.Yield();
            return i;
        }))];
        Assert.Equal(Enumerable.Range(0, 20), Patience.Get(LitenTask.WhenAll(handles).AsTask()));
    });

    private static JoinHandle<int>[] Twice(JoinHandle<int> handle) => [handle, handle];

    private async LitenTask Wait(int gate) => await Receive(gate);
}
