using System.Collections.Concurrent;

namespace Liten.Tests.Scopes;

/// <summary>What a scope does when something fails, is aborted or takes too long.</summary>
public sealed partial class TaskScopeFailureTests
{
    private readonly ConcurrentQueue<UnhandledExceptionInfo> _unhandled = new();

    [Fact]
    public void RunAsync_ChildFails_TheOthersAreAbortedAndItsExceptionComesOut()
    {
        using RuntimeUnderTest it = NewRuntime();
        JoinHandle? sibling = null;
        bool bodyUnwound = false;

        var failure = it.Run(async () => await Assert.ThrowsAsync<FormatException>(() => TaskScope.RunAsync(async scope =>
        {
            sibling = scope.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
            _ = scope.Spawn(FailAsync, new SpawnOptions { Name = "failing" });
            try
            {
                await Time.Sleep(Timeout.InfiniteTimeSpan);
            }
            finally
            {
                Assert.False(bodyUnwound);
                bodyUnwound = true;
            }
        }).AsTask()));

        Assert.Contains(nameof(FailAsync), failure.StackTrace);
        Assert.True(bodyUnwound);
        JoinResult end = it.Outcome(sibling!);
        Assert.True(end.IsAborted);
        Assert.Contains("'failing'", end.Exception!.Message);
        Assert.Contains("has failed", end.Exception.Message);
        Assert.Empty(_unhandled);
    }

    [Fact]
    public void RunAsync_BodyFails_ChildrenAreAborted()
    {
        using RuntimeUnderTest it = NewRuntime();
        JoinHandle? child = null;

        it.Run(async () => await Assert.ThrowsAsync<FormatException>(() => TaskScope.RunAsync(
            async scope =>
            {
                child = scope.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
                await FailAsync();
            },
            new ScopeOptions { WaitForChildren = true }).AsTask()));

        Assert.True(it.Outcome(child!).IsAborted);
        Assert.Empty(_unhandled);
    }

    [Fact]
    public void RunAsync_BodyRethrowsWhatItsChildHasFailedWith_ItIsOneFailure()
    {
        using RuntimeUnderTest it = NewRuntime();

        it.Run(async () => await Assert.ThrowsAsync<FormatException>(() => TaskScope.RunAsync(async scope =>
        {
            await scope.Spawn(FailAsync);
        }).AsTask()));

        Assert.Empty(_unhandled);
    }

    [Fact]
    public void RunAsync_ChildEndsAsCancelled_CountsAsFailed()
    {
        using RuntimeUnderTest it = NewRuntime();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        var failure = it.Run(async () => await Assert.ThrowsAsync<OperationCanceledException>(() => TaskScope.RunAsync(async scope =>
        {
            _ = scope.Spawn(async () => await Time.Sleep(TimeSpan.FromDays(1), cancelled.Token));
            await Time.Sleep(Timeout.InfiniteTimeSpan);
        }).AsTask()));

        Assert.Equal(cancelled.Token, failure.CancellationToken);
    }

    [Fact]
    public void RunAsync_ChildIsAbortedByItsHandle_IsNoFailure()
    {
        using RuntimeUnderTest it = NewRuntime();

        int result = it.Run(async () => await TaskScope.RunAsync(async scope =>
        {
            JoinHandle child = scope.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
            child.Abort();
            await child.JoinAsync();
            return 1;
        }));

        Assert.Equal(1, result);
    }

    [Fact]
    public void Abort_OfTheScope_EndsItWithoutAbortingTheOwner()
    {
        using RuntimeUnderTest it = NewRuntime();

        it.Run(async () =>
        {
            var aborted = await Assert.ThrowsAsync<TaskAbortedException>(() => TaskScope.RunAsync(
                async scope =>
                {
                    _ = scope.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
                    scope.Abort();
                    scope.Abort();
                    JoinHandle late = scope.Spawn(static async () => Assert.Fail("started"));
                    Assert.True(late.IsCompleted);
                    await Time.Sleep(Timeout.InfiniteTimeSpan);
                },
                new ScopeOptions { Name = "load" }).AsTask());
            Assert.Contains("scope 'load'", aborted.Message);
            Assert.False(LitenTask.Current.IsAbortRequested);
        });
    }

    [Fact]
    public void Abort_EverythingHasEndedAllTheSame_TheResultIsNotLost()
    {
        using RuntimeUnderTest it = NewRuntime();

        int result = it.Run(async () => await TaskScope.RunAsync(async scope =>
        {
            scope.Abort();
            return 3;
        }));

        Assert.Equal(3, result);
    }

    [Fact]
    public void Timeout_IsOver_TheExceptionNamesTheScopeWhoseItWas()
    {
        using RuntimeUnderTest it = NewRuntime();
        string? inner = null;

        var timeout = it.Run(async () => await Assert.ThrowsAsync<TimeoutException>(() => TaskScope.RunAsync(
            async outer =>
            {
                try
                {
                    await TaskScope.RunAsync(
                        static async scope => await Time.Sleep(Timeout.InfiniteTimeSpan),
                        new ScopeOptions { Name = "inner", Timeout = TimeSpan.FromHours(1) });
                }
                catch (TaskAbortedException aborted)
                {
                    inner = aborted.Message;
                    throw;
                }
            },
            new ScopeOptions { Name = "outer", Timeout = TimeSpan.FromSeconds(1) }).AsTask()));

        Assert.Contains("scope 'outer'", timeout.Message);
        Assert.Contains("00:00:01", timeout.Message);
        Assert.Contains("scope 'outer'", inner);
        Assert.Contains("reached its deadline", inner);
    }

    [Fact]
    public void Deadline_HasPassed_AbortsAtOnce()
    {
        using RuntimeUnderTest it = NewRuntime();

        var timeout = it.Run(async () => await Assert.ThrowsAsync<TimeoutException>(() => TaskScope.RunAsync(
            static async scope => await Time.Sleep(Timeout.InfiniteTimeSpan),
            new ScopeOptions { Deadline = DateTimeOffset.UnixEpoch }).AsTask()));

        Assert.Contains("1970-01-01", timeout.Message);
    }

    [Fact]
    public void Token_IsCancelled_TheScopeEndsWithItsException()
    {
        using RuntimeUnderTest it = NewRuntime();
        using var cancellation = new CancellationTokenSource();

        var cancelled = it.Run(async () => await Assert.ThrowsAsync<OperationCanceledException>(() => TaskScope.RunAsync(
            async scope =>
            {
                _ = scope.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
                cancellation.Cancel();
                await scope.JoinAsync();
            },
            new ScopeOptions { CancellationToken = cancellation.Token }).AsTask()));

        Assert.Equal(cancellation.Token, cancelled.CancellationToken);
        var before = it.Run(async () => await Assert.ThrowsAsync<OperationCanceledException>(() => TaskScope.RunAsync(
            static async _ => Assert.Fail("started"), new ScopeOptions { CancellationToken = cancellation.Token }).AsTask()));
        Assert.Equal(cancellation.Token, before.CancellationToken);
    }

    [Fact]
    public void SuperviseAsync_BodyFails_ChildrenAreAborted()
    {
        using RuntimeUnderTest it = NewRuntime();
        JoinHandle? child = null;

        it.Run(async () => await Assert.ThrowsAsync<FormatException>(() => TaskScope.SuperviseAsync(async scope =>
        {
            child = scope.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
            await FailAsync();
        }).AsTask()));

        Assert.True(it.Outcome(child!).IsAborted);
    }

    private static async LitenTask FailAsync()
    {
        await LitenTask.Yield();
        throw new FormatException("failed");
    }

    private RuntimeUnderTest NewRuntime()
        => new(Runtime.CreateBuilder().WorkerThreads(2).OnUnhandledException(_unhandled.Enqueue));
}
