#if !EXPLORED
using Polly;
using Polly.Retry;
#endif

namespace Liten.Tests.Guides;

/// <summary>The snippets of docs/guide/time.md, run.</summary>
public sealed class GuideToTime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Sleep_and_timeout() => GuideRuntime.Run(async () =>
    {
        CancellationToken token = Token;
        await Time.Sleep(TimeSpan.FromMilliseconds(5), token);

        string answer = await Time.Timeout(TimeSpan.FromSeconds(2), async limited => await AskAsync(limited));

        string reply = await Time.Timeout(TimeSpan.FromSeconds(2), async limited => await AskAsync(limited), token);

        Assert.Equal(("42", "42"), (answer, reply));
    });

    [Fact]
    public void A_timeout_waits_for_the_operations_end() => GuideRuntime.Run(async () =>
    {
        bool hasEnded = false;
        LitenTask limited = Time.Timeout(TimeSpan.FromMilliseconds(1), async token =>
        {
            try
            {
                await Time.Sleep(Timeout.InfiniteTimeSpan, token);
            }
            finally
            {
                hasEnded = true;
            }
        });

        await Assert.ThrowsAsync<TimeoutException>(() => limited.AsTask());

        Assert.True(hasEnded);
    });

    [Fact]
    public void A_deadline_for_two_steps() => GuideRuntime.Run(async () =>
    {
        string stored = "";
        LitenTask<string> FetchAsync(CancellationToken limited) => AskAsync(limited);
        async LitenTask StoreAsync(string what, CancellationToken limited)
        {
            await Time.Sleep(TimeSpan.Zero, limited);
            stored = what;
        }

        DateTimeOffset deadline = Runtime.Current.TimeProvider.GetUtcNow() + TimeSpan.FromSeconds(10);
        string page = await Time.TimeoutAt(deadline, async limited => await FetchAsync(limited));
        await Time.TimeoutAt(deadline, async limited => await StoreAsync(page, limited)); // has what is left

        Assert.Equal("42", stored);
    });

    [Fact]
    public void A_moment_of_the_wall_clock() => GuideRuntime.Run(async () =>
    {
        CancellationToken token = Token;
        DateTimeOffset soon = Runtime.Current.TimeProvider.GetUtcNow().AddMilliseconds(5);
        await Time.SleepUntil(soon, token);

        Assert.True(Runtime.Current.TimeProvider.GetUtcNow() >= soon);
    });

    [Fact]
    public void An_interval() => GuideRuntime.Run(async () =>
    {
        CancellationToken token = Token;
        TimeSpan period = TimeSpan.FromMilliseconds(1);
        List<long> reports = [];
        using Interval interval = Time.Interval(period, MissedTickBehavior.Skip);
        while (await interval.TickAsync(token)) // false once the interval is disposed
        {
            await ReportAsync(interval.Number); // counts from 1, ticks that were skipped included
        }

        Assert.Equal(3, reports.Count);
        Assert.Equal(reports.Order(), reports);

        async LitenTask ReportAsync(long number)
        {
            reports.Add(number);
            await LitenTask.Yield();
            if (reports.Count == 3)
            {
                interval.Dispose();
            }
        }
    });

    [Fact]
    public void A_delay_queue() => GuideRuntime.Run(async () =>
    {
        CancellationToken token = Token;
        var sessions = new DelayQueue<string>(); // on the timers of the current runtime
        DelayKey ada = sessions.Insert("ada", TimeSpan.FromMinutes(30));
        DelayKey bob = sessions.Insert("bob", TimeSpan.FromMinutes(30));

        bool moved = sessions.Reset(ada, TimeSpan.FromMilliseconds(5)); // false if the item is gone
        bool removed = sessions.Remove(bob, out string? left);
        string expired = await sessions.ReceiveAsync(token); // at its time

        Assert.True(moved && removed);
        Assert.Equal("bob", left);
        Assert.Equal("ada", expired);
        Assert.False(sessions.Reset(ada, TimeSpan.Zero));
    });

    [Fact]
    public void Ticks_and_items_in_a_select() => GuideRuntime.Run(async () =>
    {
        CancellationToken token = Token;
        List<long> reports = [];
        using Interval interval = Time.Interval(TimeSpan.FromMilliseconds(1));
        var sessions = new DelayQueue<string>();
        using Select select = Select.Create();
        SelectSignal tick = select.Tick(interval);
        SelectCase<string> due = select.Receive(sessions);
        while (await select.NextAsync(token))
        {
            if (tick.Won()) await ReportAsync(interval.Number);
            if (due.Won(out string? expired)) break;
        }

        Assert.Equal([1, 2, 3], reports.Take(3));

        async LitenTask ReportAsync(long number)
        {
            reports.Add(number);
            await LitenTask.Yield();
            if (reports.Count == 3)
            {
                sessions.Insert("ada", TimeSpan.Zero);
            }
        }
    });

#if !EXPLORED // It leaves the runtime on purpose, which no schedule allows.
    [Fact]
    public void Retries_of_Polly() => GuideRuntime.Run(async () =>
    {
        CancellationToken token = Token;
        List<bool> tries = [];
        ResiliencePipeline retries = new ResiliencePipelineBuilder { TimeProvider = Runtime.Current.TimeProvider }
            .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 2, Delay = TimeSpan.FromMilliseconds(1) })
            .Build();
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, token);
        try
        {
            await retries.ExecuteAsync(async each => await TryAsync(each.CancellationToken), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        Assert.Equal([true, true, true], tries);

        // What the guide warns of.
        tries.Clear();
        await retries.ExecuteAsync(async limited => await TryAsync(limited), token);
        Assert.Equal([true, false, false], tries);

        async ValueTask TryAsync(CancellationToken limited)
        {
            tries.Add(!Thread.CurrentThread.IsThreadPoolThread);
            await Task.Yield();
            limited.ThrowIfCancellationRequested();
            if (tries.Count < 3)
            {
                throw new FormatException("not yet");
            }
        }
    });
#endif

    [Fact]
    public void The_time_provider() => GuideRuntime.Run(async () =>
    {
        TimeProvider timers = Runtime.Current.TimeProvider;
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(5), timers);
        await Task.Delay(TimeSpan.FromMilliseconds(1), timers, stop.Token);
    });

    [Fact]
    public void Any_time_is_right() => GuideRuntime.Run(async () =>
    {
        await Time.Sleep(TimeSpan.Zero, Token);
        await Time.Sleep(TimeSpan.FromDays(-1), Token);
        await Time.SleepUntil(DateTimeOffset.MinValue, Token);
        Assert.Equal("42", await Time.Timeout(TimeSpan.MaxValue, AskAsync, Token));
        Assert.Equal("42", await Time.TimeoutAt(DateTimeOffset.MaxValue, AskAsync, Token));
        Time.Interval(TimeSpan.MaxValue).Dispose();
        var queue = new DelayQueue<int>();
        queue.Insert(1, TimeSpan.MaxValue);
        queue.Insert(2, TimeSpan.FromDays(-1));
        Assert.Equal(2, await queue.ReceiveAsync(Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => Time.Timeout(TimeSpan.FromDays(-1), AskAsync, Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => Time.Interval(TimeSpan.FromDays(-1)));

        using Interval atOnce = Time.Interval(TimeSpan.Zero, TimeSpan.FromDays(1));
        Assert.True(await atOnce.TickAsync(Token));
    });

    [Fact]
    public void An_abort_passes_through_a_timeout() => GuideRuntime.Run(async () =>
    {
        var (started, hasStarted) = Oneshot.Create<bool>();
        JoinHandle task = LitenTask.Spawn(() => Time.Timeout(TimeSpan.FromMinutes(1), async limited =>
        {
            started.TrySend(true);
            await Time.Sleep(Timeout.InfiniteTimeSpan, limited);
        }));
        await hasStarted;

        task.Abort();

        JoinResult end = await task.JoinAsync(Token);
        Assert.True(end.IsAborted);
        Assert.Throws<TaskAbortedException>(end.ThrowIfFailed);
    });

    private static async LitenTask<string> AskAsync(CancellationToken limited)
    {
        await Time.Sleep(TimeSpan.Zero, limited);
        return "42";
    }
}
