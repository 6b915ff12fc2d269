#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests;

/// <summary>What a shutdown's report says of the tasks that it names: what they wait for, and since when.</summary>
public sealed class ShutdownExplanationTests
{
    [Fact]
    public void WaitsFor_TaskOfAnAsyncMethod_NamesTheMethodAndTheAge()
    {
        UnfinishedTask left = Assert.Single(ReportOf(async begun =>
        {
            Task<string> loading = LoadAsync();
            begun();
            await loading;
        }).AbandonedTasks);

        Assert.Equal($"Task<string> of {nameof(ShutdownExplanationTests)}.{nameof(LoadAsync)}", left.WaitsFor);
        Assert.NotNull(left.Age);
        Assert.StartsWith($"{left.Task} waits for Task<string> of ", left.ToString());
        Assert.EndsWith(" s or longer", left.ToString());
    }

    [Fact]
    public void WaitsFor_BodyThatIsAnAsyncTask_NamesTheLitenWaitInside()
    {
        var mutex = new AsyncMutex<List<int>>([]);
        UnfinishedTask left = Assert.Single(ReportOf(begun => Wait(begun, mutex)).AbandonedTasks);

        Assert.StartsWith("AsyncMutex<List<int>>, held by task ", left.WaitsFor);
        Assert.Contains("'left'", left.WaitsFor);

        static async LitenTask Wait(Action begun, AsyncMutex<List<int>> mutex) => await WaitAsTask(begun, mutex);
        static async Task WaitAsTask(Action begun, AsyncMutex<List<int>> mutex)
        {
            using AsyncMutexGuard<List<int>> guard = await mutex.LockAsync();
            using (LitenTask.Current.ShieldFromAbort())
            {
                begun();
                await mutex.LockAsync();
            }
        }
    }

    [Theory]
    [InlineData(nameof(AsyncSemaphore), "AsyncSemaphore")]
    [InlineData(nameof(AsyncNotify), "AsyncNotify")]
    [InlineData(nameof(AsyncBarrier), "AsyncBarrier")]
    [InlineData("Mpsc", "Mpsc<int>.ReceiveAsync")]
    [InlineData("MpmcSend", "Mpmc<string>.SendAsync")]
    [InlineData("Oneshot", "Oneshot<long>.ReceiveAsync")]
    [InlineData("Watch", "Watch<int>")]
    [InlineData("Read", "AsyncReaderWriterLock<bool>, to read")]
    [InlineData("Write", "AsyncReaderWriterLock, to write")]
    [InlineData("Request", "the response of a RequestChannel<int, string>")]
    [InlineData("Pulse", "Pulse")]
    [InlineData("Lazy", "AsyncLazy<int>")]
    [InlineData("Endless", "a sleep without an end")]
    [InlineData("Select", "a Select")]
    public void WaitsFor_ShieldedWaitInAPrimitive_NamesItByKindAndValueType(string kind, string expected)
    {
        // A select's own timer goes on by itself, so nothing is quiet.
        TimeSpan? timeout = kind == "Select" ? TimeSpan.FromMilliseconds(100) : null;

        ShutdownReport report = ReportOf(begun => WaitIn(kind, begun), timeout);

        Assert.Contains(report.AbandonedTasks, left => left.WaitsFor.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void WaitsFor_JoinOfAnotherTask_NamesThatTask()
    {
        JoinHandle? joined = null;
        ShutdownReport report = ReportOf(async begun =>
        {
            joined = LitenTask.Spawn(
                async () =>
                {
                    begun();
                    await new TaskCompletionSource().Task;
                },
                new SpawnOptions { Name = "joined" });
            using (LitenTask.Current.ShieldFromAbort())
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    await joined.JoinAsync();
                }

                // The task that was joined has been given up, so this one has gone on.
                await new TaskCompletionSource().Task;
            }
        });

        Assert.Equal(["joined", "left"], report.AbandonedTasks.Select(left => left.Name));
        Assert.All(report.AbandonedTasks, left => Assert.Equal("Task", left.WaitsFor));
        UnfinishedTask child = report.AbandonedTasks[0];
        Assert.Equal(report.AbandonedTasks[1].Id, child.Task.ParentId);
        Assert.Contains($", child of task {child.Task.ParentId}, waits for Task", child.ToString());
    }

    [Fact]
    public void WaitsFor_CodeThatRunsOn_NamesTheThread()
    {
        using var gate = new ManualResetEventSlim();
        ShutdownReport report = ReportOf(
            async begun =>
            {
                begun();
                gate.Wait(RuntimeUnderTest.Patience);
            },
            TimeSpan.FromMilliseconds(20),
            afterwards: gate.Set);

        UnfinishedTask left = Assert.Single(report.AbandonedTasks);
        Assert.StartsWith("nothing: its code runs, on thread ", left.WaitsFor);
        Assert.Contains(Assert.Single(report.BusyThreads), left.WaitsFor);
    }

    [Fact]
    public void WaitsFor_BlockingJob_NamesTheThread()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        it.MayEndLate = true;
        using var begun = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        string? thread = null;
        it.Runtime.SpawnBlocking(() =>
        {
            thread = Thread.CurrentThread.Name;
            begun.Set();
            gate.Wait(RuntimeUnderTest.Patience);
        });
        it.WaitFor(begun, "the job");

        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(TimeSpan.FromMilliseconds(20)), "the shutdown");

        Assert.Equal($"nothing: its code runs, on thread {thread}", Assert.Single(report.UnfinishedBlockingJobs).WaitsFor);
        gate.Set();
    }

    [Fact]
    public void Shutdown_ScopeWithOneChildThatIsStuck_NamesTheChildAloneAndItsOwnerUnwinds()
    {
        bool unwound = false;
        ShutdownReport report = ReportOf(async begun =>
        {
            try
            {
                await TaskScope.RunAsync(async scope =>
                {
                    _ = scope.Spawn(
                        async () =>
                        {
                            begun();
                            await new TaskCompletionSource().Task;
                        },
                        new SpawnOptions { Name = "stuck" });
                    await scope.JoinAsync();
                });
            }
            finally
            {
                unwound = true;
            }
        });

        Assert.Equal("stuck", Assert.Single(report.AbandonedTasks).Name);
        Assert.True(unwound);
    }

    [Fact]
    public void Shutdown_ScopeWithAStuckChildAndLittleTime_ItsOwnerUnwindsBeforeTheTimeIsOver()
    {
        bool unwound = false;
        ShutdownReport report = ReportOf(
            async begun =>
            {
                try
                {
                    await TaskScope.RunAsync(async _ =>
                    {
                        begun();
                        await new TaskCompletionSource().Task;
                    });
                }
                finally
                {
                    unwound = true;
                }
            },
            TimeSpan.FromMilliseconds(800),
            Runtime.CreateBuilder().WorkerThreads(2).AbandonAfter(TimeSpan.FromDays(1)));

        Assert.Single(report.AbandonedTasks);
        Assert.True(unwound);
    }

    private static async Task<string> LoadAsync()
    {
        await new TaskCompletionSource().Task;
        return "";
    }

    private static async LitenTask WaitIn(string kind, Action begun)
    {
        using AbortShield shield = LitenTask.Current.ShieldFromAbort();
        if (kind != "Lazy")
        {
            begun();
        }

        switch (kind)
        {
            case nameof(AsyncSemaphore):
                await new AsyncSemaphore(0).AcquireAsync(1);
                break;
            case nameof(AsyncNotify):
                await new AsyncNotify().WaitAsync();
                break;
            case nameof(AsyncBarrier):
                await new AsyncBarrier(2).ArriveAsync();
                break;
            case "Mpsc":
                (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateUnbounded<int>();
                await receiver.ReceiveAsync();
                sender.Dispose();
                break;
            case "MpmcSend":
                (MpmcSender<string> full, MpmcReceiver<string> unread) = Mpmc.CreateBounded<string>(0);
                await full.SendAsync("");
                unread.Dispose();
                break;
            case "Oneshot":
                (OneshotSender<long> answer, OneshotReceiver<long> question) = Oneshot.Create<long>();
                await question;
                answer.TrySend(1);
                break;
            default:
                await WaitInAnother(kind, begun);
                break;
        }
    }

    private static async LitenTask WaitInAnother(string kind, Action begun)
    {
        switch (kind)
        {
            case "Watch":
                (WatchSender<int> watched, WatchReceiver<int> watcher) = Watch.Create(1);
                await watcher.ReceiveAsync();
                await watcher.ReceiveAsync();
                watched.Dispose();
                break;
            case "Read":
                var readers = new AsyncReaderWriterLock<bool>(true);
                using (await readers.WriteLockAsync())
                {
                    await readers.ReadLockAsync();
                }

                break;
            case "Write":
                var writers = new AsyncReaderWriterLock();
                using (await writers.ReadLockAsync())
                {
                    await writers.WriteLockAsync();
                }

                break;
            case "Request":
                (Requester<int, string> requester, Responder<int, string> responder) = RequestChannel.Create<int, string>(1);
                await requester.RequestAsync(1);
                responder.Dispose();
                break;
            case "Pulse":
                (PulseSender pulse, PulseReceiver beat) = Pulse.Create();
                await beat.WaitAsync();
                pulse.Dispose();
                break;
            case "Lazy":
                await new AsyncLazy<int>(async _ =>
                {
                    // Not before: after the runtime's end no factory begins.
                    begun();
                    await new TaskCompletionSource().Task;
                    return 1;
                }).GetAsync();
                break;
            case "Select":
                using (var select = Select.Create())
                {
                    select.After(Timeout.InfiniteTimeSpan);
                    await select.NextAsync();
                }

                break;
            default:
                await Time.Sleep(Timeout.InfiniteTimeSpan);
                break;
        }
    }

    /// <summary>Ends a runtime in which one task, named 'left', runs the body and does not end.</summary>
    private static ShutdownReport ReportOf(
        Func<Action, LitenTask> body, TimeSpan? timeout = null, RuntimeBuilder? builder = null, Action? afterwards = null)
    {
        builder ??= Runtime.CreateBuilder().WorkerThreads(2).AbandonAfter(TimeSpan.FromMilliseconds(30));
        using var it = new RuntimeUnderTest(builder) { MayEndLate = true };
        using var begun = new ManualResetEventSlim();
        it.Runtime.Spawn(() => body(begun.Set), new SpawnOptions { Name = "left" });
        it.WaitFor(begun, "the task");
        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(timeout ?? Timeout.InfiniteTimeSpan), "the shutdown");
        afterwards?.Invoke();
        return report;
    }
}
