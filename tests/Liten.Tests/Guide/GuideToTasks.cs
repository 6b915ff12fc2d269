namespace Liten.Tests.Guides;

/// <summary>The snippets of docs/guide/tasks.md, run.</summary>
public sealed class GuideToTasks
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_first_runtime()
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(2).WorkerThreadName("shop").Build();

        int total = runtime.BlockOn(async () =>
        {
            JoinHandle<int> apples = LitenTask.Spawn(async () => await PriceAsync("apple"));
            JoinHandle<int> pears = LitenTask.Spawn(async () => await PriceAsync("pear"));
            return await apples + await pears;
        });

        Assert.Equal(9, total);
    }

    [Fact]
    public void Joining() => GuideRuntime.Run(async () =>
    {
        CancellationToken token = Token;
        JoinHandle<int> pear = LitenTask.Spawn(() => PriceAsync("pear"), new SpawnOptions { Name = "pear" });

        JoinResult<int> end = await pear.JoinAsync(token); // the token ends this wait, not the task
        string text = end switch
        {
            { IsSuccess: true } => $"costs {end.Value}",
            { IsAborted: true } => "was stopped",
            _ => $"failed: {end.Exception?.Message}",
        };

        Assert.Equal("costs 4", text);
        Assert.Equal("pear", pear.Name);
    });

    [Fact]
    public void Several() => GuideRuntime.Run(async () =>
    {
        JoinHandle<int> plum = LitenTask.Spawn("plum", static article => PriceAsync(article));
        JoinHandle<int> never = LitenTask.Spawn(async () => await SleepForEverAsync());

        int[] prices = await LitenTask.WhenAll(plum, LitenTask.Spawn(() => PriceAsync("fig")));
        JoinHandle<int> first = await LitenTask.WhenAny(plum, never); // the other one runs on

        Assert.Equal([4, 3], prices);
        Assert.Same(plum, first);
        Assert.False(never.IsCompleted);
    });

    [Fact]
    public void Abort_with_a_foreign_wait_and_a_shield() => GuideRuntime.Run(async () =>
    {
        var (started, hasStarted) = Oneshot.Create<bool>();
        bool isClean = false;

        // A task that is aborted before it starts never runs, so its start is waited for.
        async Task DownloadAsync(CancellationToken aborted)
        {
            started.TrySend(true);
            await new TaskCompletionSource().Task.WaitAsync(aborted);
        }

        async LitenTask CleanUpAsync()
        {
            await Time.Sleep(TimeSpan.FromMilliseconds(1));
            isClean = true;
        }

        JoinHandle upload = LitenTask.Spawn(async () =>
        {
            CancellationToken aborted = LitenTask.Current.CancellationToken; // read before the first foreign await
            try
            {
                await DownloadAsync(aborted); // waits for something of .NET's
            }
            finally
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    await CleanUpAsync(); // may wait here; the next wait after the scope throws again
                }
            }
        });
        await hasStarted;
        upload.Abort();
        JoinResult stopped = await upload.JoinAsync(); // after the finally block

        Assert.True(stopped.IsAborted);
        Assert.True(isClean);
    });

    [Fact]
    public void Waits_for_what_knows_no_Liten() => GuideRuntime.Run(async () =>
    {
        var (readerStarted, readerHasStarted) = Oneshot.Create<bool>();
        var (deafStarted, deafHasStarted) = Oneshot.Create<bool>();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = new HttpClient(new SilentServer(readerStarted, stopped));
        var url = new Uri("http://localhost/");

        Task<string> AnswerAsync()
        {
            deafStarted.TrySend(true);
            return new TaskCompletionSource<string>().Task;
        }

        JoinHandle<string> reader = LitenTask.Spawn(async () =>
            await client.GetStringAsync(url, LitenTask.Current.CancellationToken).Abortable());

        JoinHandle<string> deaf = LitenTask.Spawn(async () =>
            await AnswerAsync().Abortable()); // takes no token: it goes on by itself, and nobody waits

        await readerHasStarted;
        await deafHasStarted;
        reader.Abort();
        deaf.Abort();
        Assert.True((await reader.JoinAsync()).IsAborted);
        Assert.True((await deaf.JoinAsync()).IsAborted);
        await stopped.Task;
    });

    [Fact]
    public void A_task_aborted_before_it_starts_never_runs()
    {
        using var runtime = new Runtime(new RuntimeOptions { CurrentThread = true });
        bool ran = false;
        JoinHandle task = runtime.Spawn(async () =>
        {
            ran = true;
            await LitenTask.Yield();
        });

        task.Abort();

        Assert.True(runtime.BlockOn(async () => (await task.JoinAsync()).IsAborted));
        Assert.False(ran);
    }

    [Fact]
    public async Task The_end_of_a_runtime()
    {
        await using Runtime service = Runtime.CreateBuilder().WorkerThreads(1).Build();
        JoinHandle<int> task = service.Spawn(async () => await SleepForEverAsync());

        ShutdownReport report = await service.ShutdownAsync(TimeSpan.FromSeconds(5));
        if (!report.IsComplete)
        {
            Console.Error.WriteLine(report); // each task that did not end, by name and the line that spawned it
        }

        Assert.True((await task.JoinAsync(Token)).IsAborted);
    }

    [Fact]
    public async Task A_drain_before_the_end()
    {
        await using Runtime service = Runtime.CreateBuilder().WorkerThreads(1).Build();
        JoinHandle<int> task = service.Spawn(async () =>
        {
            await LitenTask.Yield();
            return await LitenTask.Spawn(async () => 3);
        });

        DrainReport drained = await service.DrainAsync(TimeSpan.FromSeconds(20));
        Console.WriteLine($"{drained.CompletedTasks} tasks have ended, and of the others: {drained}");
        await service.ShutdownAsync(TimeSpan.FromSeconds(5)); // the others, if there are any

        Assert.True(drained.IsComplete);
        Assert.Equal(3, await task);
    }

    [Fact]
    public async Task Hooks_of_the_end()
    {
        (MpscSender<string> letters, MpscReceiver<string> box) = Mpsc.CreateUnbounded<string>();
        JoinHandle<int>? delivery = null;
        Runtime mail = Runtime.CreateBuilder()
            .OnShutdown(() => Console.WriteLine("the last one: all letters are out"))
            .OnShutdown(async (CancellationToken timeIsOver) =>
            {
                letters.Dispose(); // nothing more comes in
                await delivery!.JoinAsync(timeIsOver); // the rest goes out
            })
            .Build();
        delivery = mail.Spawn(async () =>
        {
            int delivered = 0;
            await foreach (string letter in box)
            {
                delivered += letter.Length;
            }

            return delivered;
        });
        letters.TrySend("abc");

        await mail.DisposeAsync();

        Assert.Equal(3, await delivery);
    }

    static async LitenTask<int> PriceAsync(string article)
    {
        await Task.Yield(); // awaitables of .NET: the method comes back to its runtime
        await Time.Sleep(TimeSpan.FromMilliseconds(1)); // and those of Liten
        return article.Length;
    }

    private static async LitenTask<int> SleepForEverAsync()
    {
        await Time.Sleep(Timeout.InfiniteTimeSpan);
        return 0;
    }

    /// <summary>Answers nothing, and tells when a request begins and when it is given up.</summary>
    private sealed class SilentServer(OneshotSender<bool> started, TaskCompletionSource stopped) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            started.TrySend(true);
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                stopped.SetResult();
            }

            throw new InvalidOperationException();
        }
    }
}
