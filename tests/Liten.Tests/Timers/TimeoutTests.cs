#pragma warning disable xUnit1051 // Those with a token of the caller are in TimeoutCallerTokenTests.

namespace Liten.Tests.Timers;

public sealed class TimeoutTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1);

    private readonly Runtime _runtime = Runtime.CreateBuilder().WorkerThreads(2).Build();

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void An_operation_that_ends_at_once_gets_no_timer()
    {
        int result = _runtime.BlockOn(async () =>
        {
            int value = await Time.Timeout(TimeSpan.Zero, token => LitenTask.FromResult(token.CanBeCanceled ? 7 : 0));
            Assert.Equal(0, _runtime.Metrics.LiveTimers);
            return value;
        });

        Assert.Equal(7, result);
    }

    [Fact]
    public void An_operation_that_ends_in_time_returns_its_result_and_leaves_no_timer()
    {
        int result = _runtime.BlockOn(async () =>
        {
            int value = await Time.Timeout(s_long, async _ =>
            {
                Assert.Equal(0, _runtime.Metrics.LiveTimers);
                await LitenTask.Yield();
                Assert.Equal(1, _runtime.Metrics.LiveTimers);
                return 7;
            });
            Assert.Equal(0, _runtime.Metrics.LiveTimers);
            return value;
        });

        Assert.Equal(7, result);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_operation_has_unwound_when_the_timeout_is_thrown(int milliseconds) => _runtime.BlockOn(async () =>
    {
        bool unwound = false;
        TimeoutException exception = await Assert.ThrowsAsync<TimeoutException>(() => Time.Timeout(TimeSpan.FromMilliseconds(milliseconds), async token =>
        {
            try
            {
                await Time.Sleep(Timeout.InfiniteTimeSpan, token);
            }
            finally
            {
                await LitenTask.Yield();
                unwound = true;
            }
        }).AsTask());

        Assert.True(unwound);
        Assert.Contains(TimeSpan.FromMilliseconds(milliseconds).ToString(), exception.Message, StringComparison.Ordinal);
        Assert.IsAssignableFrom<OperationCanceledException>(exception.InnerException);
    });

    [Fact]
    public void A_result_that_comes_in_spite_of_the_timeout_is_not_lost() => _runtime.BlockOn(async () =>
    {
        int value = await Time.Timeout(s_short, async token =>
        {
            (OneshotSender<int> cancelled, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            using CancellationTokenRegistration registration = token.Register(() => cancelled.TrySend(7));
            return await receiver.ReceiveAsync(CancellationToken.None);
        });

        Assert.Equal(7, value);
    });

    [Fact]
    public void The_operations_own_failure_passes_as_it_is() => _runtime.BlockOn(async () =>
    {
        var own = new NotSupportedException();

        Assert.Same(own, await Assert.ThrowsAsync<NotSupportedException>(() => Time.Timeout(s_long, async _ =>
        {
            await LitenTask.Yield();
            throw own;
        }).AsTask()));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Time.Timeout(s_long, async _ =>
        {
            await LitenTask.Yield();
            throw new OperationCanceledException("for a reason of its own");
        }).AsTask());
    });

    [Fact]
    public void An_abort_reaches_the_operation_and_is_no_timeout() => _runtime.BlockOn(async () =>
    {
        (OneshotSender<bool> begun, OneshotReceiver<bool> receiver) = Oneshot.Create<bool>();
        JoinHandle task = LitenTask.Spawn(() => Time.Timeout(s_long, async token =>
        {
            begun.TrySend(true);
            await Time.Sleep(Timeout.InfiniteTimeSpan, token);
        }));
        await receiver.ReceiveAsync();

        task.Abort();

        Assert.True((await task.JoinAsync()).IsAborted);
        Assert.Equal(0, _runtime.Metrics.LiveTimers);
    });

    [Fact]
    public void A_limit_that_never_ends_needs_no_timer() => _runtime.BlockOn(() => Time.Timeout(Timeout.InfiniteTimeSpan, async _ =>
    {
        await LitenTask.Yield();
        Assert.Equal(0, _runtime.Metrics.LiveTimers);
    }));

    [Theory]
    [InlineData(4_294_967_295)]
    [InlineData(315_360_000_000)]
    [InlineData(922_337_203_685_477)]
    public void A_limit_of_years_is_a_limit_that_does_not_come(long milliseconds) => _runtime.BlockOn(() => Time.Timeout(TimeSpan.FromMilliseconds(milliseconds), async token =>
    {
        await Time.Sleep(s_short, token);
        Assert.Equal(1, _runtime.Metrics.LiveTimers);
        Assert.False(token.IsCancellationRequested);
    }));

    [Fact]
    public void A_static_operation_gets_its_state_and_the_limit() => _runtime.BlockOn(async () =>
    {
        Assert.Equal(7, await Time.Timeout(s_long, 7, static async (number, _) =>
        {
            await LitenTask.Yield();
            return number;
        }));
        var unwound = new List<string>();
        await Assert.ThrowsAsync<TimeoutException>(() => Time.Timeout(s_short, unwound, static async (list, token) =>
        {
            try
            {
                await Time.Sleep(Timeout.InfiniteTimeSpan, token);
            }
            finally
            {
                await LitenTask.Yield();
                list.Add("unwound");
            }
        }).AsTask());
        Assert.Single(unwound);
        Assert.Equal(0, _runtime.Metrics.LiveTimers);
    });

    [Theory]
    [InlineData(-2)]
    [InlineData(-1_000_000)]
    public void A_limit_out_of_range_is_refused_before_the_operation_begins(long milliseconds) => _runtime.BlockOn(async () =>
    {
        bool begun = false;
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(
            () => Time.Timeout(TimeSpan.FromMilliseconds(milliseconds), _ => LitenTask.FromResult(begun = true)));
        await LitenTask.Yield();

        Assert.Equal("limit", exception.ParamName);
        Assert.False(begun);
    });

    [Fact]
    public void It_refuses_null_and_a_thread_without_a_runtime()
    {
        Assert.Throws<ArgumentNullException>(() => Time.Timeout(s_long, (Func<CancellationToken, LitenTask>)null!));
        Assert.Throws<ArgumentNullException>(() => Time.Timeout(s_long, (Func<CancellationToken, LitenTask<int>>)null!));
        Assert.Throws<ArgumentNullException>("operation", () => Time.Timeout(s_long, 7, (Func<int, CancellationToken, LitenTask>)null!));
        Assert.Throws<ArgumentNullException>("operation", () => Time.Timeout(s_long, 7, (Func<int, CancellationToken, LitenTask<int>>)null!));
        Assert.Contains("Task.WaitAsync", Assert.Throws<InvalidOperationException>(() => Time.Timeout(s_long, _ => LitenTask.CompletedTask)).Message, StringComparison.Ordinal);
    }
}
