namespace Liten.Tests.Timers;

/// <summary>A timeout with a token of its caller: it ends the operation, and comes out as the caller's own.</summary>
public sealed class TimeoutCallerTokenTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1);

    private readonly Runtime _runtime = Runtime.CreateBuilder().WorkerThreads(2).Build();
    private readonly CancellationTokenSource _caller = new();

    public static TheoryData<string> Forms => ["plain", "result", "state", "state and result", "at", "at with result", "at with state", "at with both"];

    public void Dispose()
    {
        _runtime.Dispose();
        _caller.Dispose();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_callers_token_ends_the_operation_and_comes_out(string form) => _runtime.BlockOn(async () =>
    {
        bool unwound = false;
        LitenTask limited = Run(form, s_long, async token =>
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
        });
        _caller.Cancel();

        OperationCanceledException exception = await Assert.ThrowsAsync<OperationCanceledException>(() => limited.AsTask());

        Assert.Equal(_caller.Token, exception.CancellationToken);
        Assert.IsType<OperationCanceledException>(exception.InnerException);
        Assert.True(unwound);
        Assert.Equal(0, _runtime.Metrics.LiveTimers);
    });

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_time_ends_it_with_a_TimeoutException_as_before(string form) => _runtime.BlockOn(async () =>
    {
        LitenTask limited = Run(form, s_short, async token => await Time.Sleep(Timeout.InfiniteTimeSpan, token));
        await Assert.ThrowsAsync<TimeoutException>(() => limited.AsTask());
    });

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_token_that_is_cancelled_already_has_nothing_begin(string form) => _runtime.BlockOn(async () =>
    {
        bool begun = false;
        _caller.Cancel();
        LitenTask limited = Run(form, s_long, _ =>
        {
            begun = true;
            return LitenTask.CompletedTask;
        });

        OperationCanceledException exception = await Assert.ThrowsAsync<OperationCanceledException>(() => limited.AsTask());

        Assert.Equal(_caller.Token, exception.CancellationToken);
        Assert.False(begun);
    });

    [Fact]
    public void The_token_wins_over_a_time_that_is_over_as_well() => _runtime.BlockOn(async () =>
    {
        LitenTask limited = Time.Timeout(TimeSpan.Zero, async token =>
        {
            await Assert.ThrowsAsync<OperationCanceledException>(() => Time.Sleep(Timeout.InfiniteTimeSpan, token).AsTask());
            await _caller.CancelAsync();
            token.ThrowIfCancellationRequested();
        }, _caller.Token);

        OperationCanceledException exception = await Assert.ThrowsAsync<OperationCanceledException>(() => limited.AsTask());
        Assert.Equal(_caller.Token, exception.CancellationToken);
    });

    [Fact]
    public void An_operation_that_cancels_its_caller_and_never_suspends_ends_by_the_callers_token() => _runtime.BlockOn(async () =>
    {
        LitenTask limited = Time.Timeout(s_long, async token =>
        {
            _caller.Cancel();
            token.ThrowIfCancellationRequested();
        }, _caller.Token);

        OperationCanceledException exception = await Assert.ThrowsAsync<OperationCanceledException>(() => limited.AsTask());
        Assert.Equal(_caller.Token, exception.CancellationToken);
        Assert.Equal(0, _runtime.Metrics.LiveTimers);
    });

    [Fact]
    public void A_result_that_comes_in_spite_of_the_token_is_not_lost() => _runtime.BlockOn(async () =>
        Assert.Equal(7, await Time.Timeout(s_long, async token =>
        {
            await _caller.CancelAsync();
            Assert.True(token.IsCancellationRequested);
            await LitenTask.Yield();
            return 7;
        }, _caller.Token)));

    [Fact]
    public void The_operations_own_failure_and_an_abort_pass_as_they_are() => _runtime.BlockOn(async () =>
    {
        LitenTask failing = Time.Timeout(s_long, async _ =>
        {
            _caller.Cancel();
            await LitenTask.Yield();
            throw new FormatException();
        }, _caller.Token);
        await Assert.ThrowsAsync<FormatException>(() => failing.AsTask());

        using var other = new CancellationTokenSource();
        JoinHandle task = LitenTask.Spawn(() => Time.Timeout(s_long, async token =>
        {
            await Time.Sleep(Timeout.InfiniteTimeSpan, token);
        }, other.Token));
        task.Abort();
        JoinResult end = await task.JoinAsync(TestContext.Current.CancellationToken);
        Assert.True(end.IsAborted);
    });

    // A token that lives long must not keep what each of many operations has left.
    [Theory]
    [InlineData("suspends")]
    [InlineData("ends at once")]
    [InlineData("throws")]
    public void After_the_end_the_callers_token_holds_nothing(string way) => _runtime.BlockOn(async () =>
    {
        CancellationToken inner = default;
        try
        {
            await Time.Timeout(s_long, token =>
            {
                inner = token;
                return way switch
                {
                    "suspends" => LitenTask.Yield(),
                    "throws" => throw new FormatException(),
                    _ => LitenTask.CompletedTask,
                };
            }, _caller.Token);
        }
        catch (FormatException)
        {
        }

        _caller.Cancel();

        Assert.True(inner.CanBeCanceled);
        Assert.False(inner.IsCancellationRequested);
    });

    private LitenTask Run(string form, TimeSpan limit, Func<CancellationToken, LitenTask> operation)
    {
        DateTimeOffset moment = _runtime.TimeProvider.GetUtcNow() + limit;
        CancellationToken caller = _caller.Token;
        return form switch
        {
            "plain" => Time.Timeout(limit, operation, caller),
            "result" => Drop(Time.Timeout(limit, token => One(operation, token), caller)),
            "state" => Time.Timeout(limit, operation, static (run, token) => run(token), caller),
            "state and result" => Drop(Time.Timeout(limit, operation, static (run, token) => One(run, token), caller)),
            "at" => Time.TimeoutAt(moment, operation, caller),
            "at with result" => Drop(Time.TimeoutAt(moment, token => One(operation, token), caller)),
            "at with state" => Time.TimeoutAt(moment, operation, static (run, token) => run(token), caller),
            _ => Drop(Time.TimeoutAt(moment, operation, static (run, token) => One(run, token), caller)),
        };

        static async LitenTask<int> One(Func<CancellationToken, LitenTask> operation, CancellationToken token)
        {
            await operation(token);
            return 1;
        }

        static async LitenTask Drop(LitenTask<int> result) => Assert.Equal(1, await result);
    }
}
