using System.Runtime.CompilerServices;
using Liten.Tests.Sync.Locks;

#pragma warning disable xUnit1051 // Whether a loop has a token is what these tests choose.

namespace Liten.Tests.Scopes;

/// <content>What is seen by threads outside of the runtime.</content>
public sealed partial class ForEachAsyncTests
{
    [Fact]
    public void Order_OnOneThread_IsTheSources()
    {
        using var runtime = new ListScheduler();
        List<int> begun = [];
        JoinHandle<bool> loop = runtime.Begin(async () =>
        {
            await LitenTask.ForEachAsync(Source.Of(100), 8, async item =>
            {
                begun.Add(item);
                for (int i = item % 5; i > 0; i--)
                {
                    await LitenTask.Yield();
                }
            });
            return true;
        });
        Assert.True(loop.Result());
        Assert.Equal(Enumerable.Range(0, 100), begun);
    }

    [Fact]
    public void FewItems_NoMoreWorkersThanItems()
    {
        using var runtime = new ListScheduler();
        long before = 0;
        long after = 0;
        runtime.Begin(async () =>
        {
            before = runtime.Spawn(static async () => { }).Id;
            await LitenTask.ForEachAsync(Source.Of(2), 1000, static async _ => await LitenTask.Yield());
            after = runtime.Spawn(static async () => { }).Id;
            return true;
        });

        // The scope's body, and a worker for each item that has found the others busy.
        Assert.InRange(after - before - 1, 1, 3);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void EndlessSource_AbortOrToken_EndsAll(bool isAsync, bool byToken)
    {
        using RuntimeUnderTest it = NewRuntime();
        using var cancellation = new CancellationTokenSource();
        var source = Source.Of(int.MaxValue);
        using var ready = new ManualResetEventSlim();
        int done = 0;

        // Bodies that never wait: the loop itself must see the end.
        JoinHandle loop = it.Runtime.Spawn(async () => await Loop(
            isAsync,
            source,
            2,
            async _ =>
            {
                if (Interlocked.Increment(ref done) > 1000)
                {
                    ready.Set();
                }
            },
            cancellation.Token));
        it.WaitFor(ready, "a thousand items");
        if (byToken)
        {
            cancellation.Cancel();
        }
        else
        {
            loop.Abort();
        }

        JoinResult end = it.Outcome(loop);
        Assert.Equal(!byToken, end.IsAborted);
        Assert.Equal(byToken, end.IsCanceled);
        Assert.Equal(1, source.Disposed);
    }

    [Fact]
    public void AsyncSource_ThatWaits_IsAbortedAndGetsAToken()
    {
        using RuntimeUnderTest it = NewRuntime();
        using var ready = new ManualResetEventSlim();
        var seen = new TaskCompletionSource<bool>();
        JoinHandle loop = it.Runtime.Spawn(async () => await LitenTask.ForEachAsync(Waiting(), 2, static async _ => { }));
        it.WaitFor(ready, "the wait");
        loop.Abort();
        Assert.True(it.Outcome(loop).IsAborted);
        Assert.True(Patience.Get(seen.Task));

        async IAsyncEnumerable<int> Waiting([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return 1;
            ready.Set();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                seen.SetResult(cancellationToken.IsCancellationRequested);
            }
        }
    }

    [Fact]
    public void BodyAndDisposalFail_TheFirstComesOut_TheOtherReachesTheHook()
    {
        using RuntimeUnderTest it = NewRuntime();
        it.Run(async () => await Assert.ThrowsAsync<FormatException>(
            () => Loop(false, Source.Of(10, "dispose"), 3, static async _ => throw new FormatException()).AsTask()));
        Assert.Contains(_unhandled, static info => info.Exception is InvalidDataException { Message: "dispose" });
    }

    [Fact]
    public void BadInput_ThrowsAtTheCall()
    {
        using RuntimeUnderTest it = NewRuntime();
        it.Run(async () =>
        {
            Func<int, LitenTask> body = static async _ => { };
            Assert.Equal("source", Assert.Throws<ArgumentNullException>(() => LitenTask.ForEachAsync((IEnumerable<int>)null!, 1, body)).ParamName);
            Assert.Equal("source", Assert.Throws<ArgumentNullException>(() => LitenTask.ForEachAsync((IAsyncEnumerable<int>)null!, 1, body)).ParamName);
            Assert.Equal("body", Assert.Throws<ArgumentNullException>(() => LitenTask.ForEachAsync([1], 1, (Func<int, LitenTask>)null!)).ParamName);
            Assert.Equal("body", Assert.Throws<ArgumentNullException>(() => LitenTask.ForEachAsync([1], 1, (Func<int, Task>)null!)).ParamName);
            Assert.Equal("body", Assert.Throws<ArgumentNullException>(() => LitenTask.ForEachAsync([1], 1, (Func<int, ValueTask>)null!)).ParamName);
            Assert.Equal("maxConcurrency", Assert.Throws<ArgumentOutOfRangeException>(() => LitenTask.ForEachAsync([1], 0, body)).ParamName);
            Assert.Contains("null instead of a Task", (await Assert.ThrowsAsync<InvalidOperationException>(
                () => LitenTask.ForEachAsync([1], 1, Task (_) => null!).AsTask())).Message);
        });
        Assert.Contains("runtime.BlockOn", Assert.Throws<InvalidOperationException>(
            () => LitenTask.ForEachAsync([1], 1, static async LitenTask (_) => { })).Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void MillionItems_KeepNothing(bool isAsync)
    {
        using RuntimeUnderTest it = NewRuntime();
        var source = new Collected();
        it.Run(async () =>
        {
            await (isAsync
                ? LitenTask.ForEachAsync(source.AsAsync(), 4, static async item => GC.KeepAlive(item))
                : LitenTask.ForEachAsync(source, 4, static async item => GC.KeepAlive(item)));
        });

        // Each of a thousand samples was looked at when a hundred thousand more items had gone by.
        Assert.InRange(source.StillAlive, 0, 8);
    }
}
