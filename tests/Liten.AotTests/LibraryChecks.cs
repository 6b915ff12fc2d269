namespace Liten.AotTests;

/// <summary>What the library does, on whatever runtime the checks run on.</summary>
internal sealed class LibraryChecks(Check check)
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(5);

    public async LitenTask RunAsync(string scheduler)
    {
        await Run("spawn and join without a result", SpawnAsync);
        await Run("results of reference and struct types", ResultsAsync);
        await Run("suspended generic methods", GenericBoxesAsync);
        await Run("bodies that return Task and ValueTask", ForeignBodiesAsync);
        await Run("exceptions", ExceptionsAsync);
        await Run("abort", AbortAsync);
        await Run("task identity and token", IdentityAsync);
        await Run("timers", TimersAsync);
        await Run("TimeProvider", TimeProviderAsync);
        await Run("blocking", BlockingAsync);
        await Run("mutex", MutexAsync);
        await Run("oneshot", OneshotAsync);
        await Run("WhenAll", WhenAllAsync);
        await Run("WhenAny", WhenAnyAsync);
        await Run("AsTask and AsValueTask", AsTaskAsync);
        await Run("TaskScheduler and SynchronizationContext", ForeignSchedulingAsync);
        await Run("ExecutionContext", ExecutionContextAsync);
        await Run("metrics", MetricsAsync);

        LitenTask Run(string name, Func<LitenTask> body) => check.RunAsync($"{scheduler}: {name}", body);
    }

    private static async LitenTask SpawnAsync()
    {
        int ran = 0;
        JoinHandle handle = LitenTask.Spawn(async () =>
        {
            await LitenTask.Yield();
            ran++;
        });
        await handle;
        Check.Equal(1, ran);
        await LitenTask.Spawn(new List<int> { 1 }, static async list => list.Add(2));
        Check.Equal(3, await LitenTask.Spawn((1, 2), static async pair => pair.Item1 + pair.Item2));
    }

    private static async LitenTask ResultsAsync()
    {
        Check.Equal("text", await LitenTask.Spawn(async () => "text"));
        Check.Equal(7, await LitenTask.Spawn(async () => 7));
        Check.Equal(new Point(1, 2), await LitenTask.Spawn(async () => new Point(1, 2)));
        Check.Equal<(string, decimal)?>(("a", 1.5m), await LitenTask.Spawn(async () => (("a", 1.5m) as (string, decimal)?)));
        JoinResult<Guid> result = await LitenTask.Spawn(async () => Guid.Empty).JoinAsync();
        Check.True(result.IsSuccess);
        Check.Equal(Guid.Empty, result.Value);
    }

    private static async LitenTask GenericBoxesAsync()
    {
        Check.Equal("x", await SlowlyAsync("x"));
        Check.Equal(new Point(3, 4), await SlowlyAsync(new Point(3, 4)));
        Check.Equal((1, "y", new Point(5, 6)), await SlowlyAsync((1, "y", new Point(5, 6))));
        Check.Equal(3, (await SlowlyAsync(new List<Point> { default, default, default })).Count);
    }

    private static async LitenTask ForeignBodiesAsync()
    {
        Check.Equal(1, await LitenTask.Spawn(OfTask));
        Check.Equal(2, await LitenTask.Spawn(OfValueTask));

        static async Task<int> OfTask()
        {
            await Task.Yield();
            await Time.Sleep(s_short);
            return 1;
        }

        static async ValueTask<int> OfValueTask()
        {
            await Task.Delay(1);
            return 2;
        }
    }

    private static async LitenTask ExceptionsAsync()
    {
        JoinHandle<Point> handle = LitenTask.Spawn(async () => await FailAsync<Point>());
        InvalidDataException thrown = await Check.ThrowsAsync<InvalidDataException>(async () => await handle);
        Check.True(thrown.StackTrace?.Contains(nameof(FailAsync), StringComparison.Ordinal) == true);
        JoinResult<Point> result = await handle.JoinAsync();
        Check.True(result.IsFaulted);
        Check.True(ReferenceEquals(thrown, result.Exception));
    }

    private static async LitenTask AbortAsync()
    {
        bool cleanedUp = false;
        var (sender, receiver) = Oneshot.Create<bool>();
        JoinHandle<int> handle = LitenTask.Spawn(async () =>
        {
            try
            {
                sender.TrySend(true);
                await Time.Sleep(Timeout.InfiniteTimeSpan);
                return 1;
            }
            finally
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    await Time.Sleep(s_short);
                }

                cleanedUp = true;
            }
        });
        await receiver;
        handle.Abort();
        handle.Abort();
        JoinResult<int> result = await handle.JoinAsync();
        Check.True(result.IsAborted);
        Check.True(cleanedUp);
        await Check.ThrowsAsync<TaskAbortedException>(async () => await handle);
    }

    private static async LitenTask IdentityAsync()
    {
        JoinHandle<(long Id, string? Name)> handle = LitenTask.Spawn(
            async () =>
            {
                await LitenTask.Yield();
                return (LitenTask.Current.Id, LitenTask.Current.Name);
            },
            new SpawnOptions { Name = "identified" });
        Check.Equal((handle.Id, "identified"), await handle);

        var (sender, receiver) = Oneshot.Create<bool>();
        JoinHandle foreign = LitenTask.Spawn(async () =>
        {
            CancellationToken token = LitenTask.Current.CancellationToken;
            sender.TrySend(true);
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        });
        await receiver;
        foreign.Abort();
        Check.True((await foreign.JoinAsync()).IsAborted);
    }

    private static async LitenTask TimersAsync()
    {
        long start = TimeProvider.System.GetTimestamp();
        await Time.Sleep(s_short);
        Check.True(TimeProvider.System.GetElapsedTime(start) >= s_short);
        await Time.Sleep(TimeSpan.Zero);
        using var cancellation = new CancellationTokenSource(s_short);
        OperationCanceledException ended = await Check.ThrowsAsync<OperationCanceledException>(() => Time.Sleep(Timeout.InfiniteTimeSpan, cancellation.Token));
        Check.Equal(cancellation.Token, ended.CancellationToken);
    }

    private static async LitenTask TimeProviderAsync()
    {
        TimeProvider provider = Runtime.Current.TimeProvider;
        long start = provider.GetTimestamp();
        await Task.Delay(s_short, provider);
        Check.True(provider.GetElapsedTime(start) >= s_short);
        using var timer = new PeriodicTimer(s_short, provider);
        Check.True(await timer.WaitForNextTickAsync());
        using var cancellation = new CancellationTokenSource(s_short, provider);
        await Check.ThrowsAsync<OperationCanceledException>(async () => await Task.Delay(Timeout.InfiniteTimeSpan, cancellation.Token));
    }

    private static async LitenTask BlockingAsync()
    {
        Runtime runtime = Runtime.Current;
        Check.Equal(new Point(1, 1), await Blocking.Spawn(() => Runtime.Current == runtime ? new Point(1, 1) : default));
        int ran = 0;
        await Blocking.Spawn(() => { ran = Environment.CurrentManagedThreadId; });
        Check.True(ran != 0);
        await Check.ThrowsAsync<IOException>(async () => await Blocking.Spawn(() => throw new IOException()));
    }

    private static async LitenTask MutexAsync()
    {
        var mutex = new AsyncMutex<Point>(default);
        await LitenTask.WhenAll(Enumerable.Range(0, 8).Select(_ => LitenTask.Spawn(async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                using AsyncMutexGuard<Point> guard = await mutex.LockAsync();
                Point before = guard.Value;
                await LitenTask.Yield();
                guard.Value = before with { X = before.X + 1 };
            }
        })));
        Check.True(mutex.TryLock(out AsyncMutexGuard<Point> last));
        Check.Equal(800, last.Value.X);
        last.Dispose();
        Check.True(!mutex.IsLocked);
    }

    private static async LitenTask OneshotAsync()
    {
        var (sender, receiver) = Oneshot.Create<Point>();
        JoinHandle<Point> waiting = LitenTask.Spawn(async () => await receiver);
        await LitenTask.Yield();
        Check.True(sender.TrySend(new Point(8, 9)));
        Check.True(!sender.TrySend(default));
        Check.Equal(new Point(8, 9), await waiting);

        var (abandoned, never) = Oneshot.Create<string>();
        abandoned.Dispose();
        await Check.ThrowsAsync<OneshotClosedException>(async () => await never);
    }

    private static async LitenTask WhenAllAsync()
    {
        Check.Equal(6, (await LitenTask.WhenAll(SlowlyAsync(1), SlowlyAsync(2), SlowlyAsync(3))).Sum());
        Point[] points = await LitenTask.WhenAll(Enumerable.Range(0, 3).Select(i => LitenTask.Spawn(async () => new Point(i, i))));
        Check.Equal(new Point(2, 2), points[2]);
    }

    private static async LitenTask WhenAnyAsync()
    {
        JoinHandle<Point> never = LitenTask.Spawn(async () =>
        {
            await Time.Sleep(Timeout.InfiniteTimeSpan);
            return default(Point);
        });
        JoinHandle<Point> soon = LitenTask.Spawn(() => SlowlyAsync(new Point(1, 2)));
        Check.True(ReferenceEquals(soon, await LitenTask.WhenAny(never, soon)));
        never.Abort();
        Check.True((await never.JoinAsync()).IsAborted);
    }

    private static async LitenTask AsTaskAsync()
    {
        JoinHandle<Point> handle = LitenTask.Spawn(() => SlowlyAsync(new Point(1, 2)));
        Task<Point> task = handle.AsTask();
        Check.Equal(new Point(1, 2), await task);
        Check.Equal(new Point(1, 2), await task);
        Check.Equal("a", await SlowlyAsync("a").AsTask());
        Check.Equal(new Point(3, 4), await SlowlyAsync(new Point(3, 4)).AsValueTask());
        JoinHandle endless = LitenTask.Spawn(() => Time.Sleep(Timeout.InfiniteTimeSpan));
        Task cancelled = endless.AsTask();
        endless.Abort();
        await Check.ThrowsAsync<OperationCanceledException>(async () => await cancelled);
        Check.True(cancelled.IsCanceled);
    }

    private static async LitenTask ForeignSchedulingAsync()
    {
        Runtime runtime = Runtime.Current;
        Check.True(await Task.Factory.StartNew(() => Runtime.Current == runtime, CancellationToken.None, TaskCreationOptions.None, runtime.TaskScheduler));
        var (sender, receiver) = Oneshot.Create<bool>();
        runtime.SynchronizationContext.Post(_ => sender.TrySend(Runtime.Current == runtime), null);
        Check.True(await receiver);
    }

    private static async LitenTask ExecutionContextAsync()
    {
        var local = new AsyncLocal<string?> { Value = "outer" };
        string? inner = await LitenTask.Spawn(async () =>
        {
            await LitenTask.Yield();
            string? seen = local.Value;
            local.Value = "inner";
            return seen;
        });
        Check.Equal("outer", inner);
        Check.Equal("outer", local.Value);
    }

    private static async LitenTask MetricsAsync()
    {
        RuntimeMetrics before = Runtime.Current.Metrics;
        await LitenTask.Spawn(async () => await LitenTask.Yield());
        RuntimeMetrics after = Runtime.Current.Metrics;
        Check.Equal(1, after.SpawnedTasks - before.SpawnedTasks);
        Check.Equal(1, after.CompletedTasks - before.CompletedTasks);
        Check.True(after.Workers.Sum(worker => worker.Polls) > before.Workers.Sum(worker => worker.Polls));
        Check.True(after.ToString().Contains(nameof(RuntimeMetrics.AliveTasks), StringComparison.Ordinal));
    }

    /// <summary>A generic method that suspends: its box is a type of its own for each struct.</summary>
    private static async LitenTask<T> SlowlyAsync<T>(T value)
    {
        await LitenTask.Yield();
        await Time.Sleep(TimeSpan.FromMilliseconds(1));
        return value;
    }

    private static async LitenTask<T> FailAsync<T>()
    {
        await LitenTask.Yield();
        throw new InvalidDataException("meant to fail");
    }

    private readonly record struct Point(int X, int Y);
}
