#pragma warning disable xUnit1051 // A wait here ends with its runtime.

namespace Liten.Tests.Faults;

/// <summary>Ends a runtime from every place that code of its own can run in, and from many places at once.</summary>
public sealed class DisposeSiteTests
{
    public static TheoryData<string, string> Sites => Flavours.With("task", "posted callback", "timer callback", "scheduler's task", "spawn hook", "terminate hook", "cancellation callback");

    public static TheoryData<string> All => [.. Flavours.Names];

    [Theory]
    [MemberData(nameof(Sites))]
    public void OnAWorker_DisposeIsRefusedAndDisposeAsyncBegins(string flavour, string site)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Runtime? runtime = null;
        Task? ending = null;
        bool armed = false;
        using var it = new RuntimeUnderTest(Flavours.Builder(flavour)
            .OnTaskSpawn(_ => TryIn("spawn hook"))
            .OnTaskTerminate(_ => TryIn("terminate hook")));
        runtime = it.Runtime;
        var blocked = it.Begin(() => runtime.BlockOn(async () =>
        {
            Volatile.Write(ref armed, true);
            using ITimer? timer = Provoke(site, runtime, () => TryIn(site));
            await Oneshot.Create<int>().Receiver;
        }));

        Assert.Contains("DisposeAsync", Patience.Get(seen.Task, site));
        Patience.Wait(ending!, "the end");
        Assert.Throws<TaskAbortedException>(() => it.End(blocked, "BlockOn"));

        void TryIn(string here)
        {
            if (here == site && Volatile.Read(ref armed) && !seen.Task.IsCompleted)
            {
                string message = Record.Exception(runtime!.Dispose)?.Message ?? "not refused";
                ending = runtime.DisposeAsync().AsTask();
                seen.TrySetResult(message);
            }
        }
    }

    /// <summary>Gets the code to run at the site; at a hook, by doing what calls it.</summary>
    private static ITimer? Provoke(string site, Runtime runtime, Action code)
    {
        switch (site)
        {
            case "task":
                code();
                return null;
            case "posted callback":
                runtime.SynchronizationContext.Post(_ => code(), null);
                return null;
            case "timer callback":
                return runtime.TimeProvider.CreateTimer(_ => code(), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            case "scheduler's task":
                _ = Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.None, runtime.TaskScheduler);
                return null;
            case "cancellation callback":
                using (var source = new CancellationTokenSource())
                {
                    source.Token.Register(code);
                    source.Cancel();
                }

                return null;
            default:
                LitenTask.Spawn(static async () => { });
                return null;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void InManyWaysAtOnce_EveryCallerComesBackAfterTheEnd(string flavour)
    {
        for (int round = 0; round < 5; round++)
        {
            using RuntimeUnderTest it = Flavours.Start(flavour);
            Runtime runtime = it.Runtime;
            JoinHandle[] tasks = [.. Enumerable.Range(0, 10).Select(_ => runtime.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan)))];
            Action[] ways =
            [
                runtime.Dispose,
                runtime.Dispose,
                () => Patience.Wait(runtime.DisposeAsync().AsTask(), "DisposeAsync"),
                () => Patience.Wait(runtime.DisposeAsync().AsTask(), "DisposeAsync"),
                () => Assert.True(runtime.Shutdown(Timeout.InfiniteTimeSpan).IsComplete),
                () => Assert.True(runtime.Shutdown(TimeSpan.FromHours(1)).IsComplete),
                () => Assert.True(Patience.Get(runtime.ShutdownAsync(TimeSpan.FromHours(1)).AsTask(), "ShutdownAsync").IsComplete),
            ];
            RuntimeUnderTest.CodeOnThread<bool>[] callers = [.. ways.Select(way => it.Begin(() =>
            {
                way();
                Assert.All(tasks, static task => Assert.True(task.IsCompleted));
            }))];
            var late = it.Begin(() => Patience.Join(runtime.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan))));
            Assert.True(it.End(late, "a spawn meanwhile").IsAborted);
            Array.ForEach(callers, caller => it.End(caller, "a caller that ends the runtime"));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void OfARuntimeThatWasNeverUsed_Ends(string flavour)
    {
        using RuntimeUnderTest it = Flavours.Start(flavour);
        it.End();
        it.End();
        it.OnThread(() => Assert.True(it.Runtime.Shutdown(TimeSpan.Zero).IsComplete), "a third shutdown");
    }

    [Fact]
    public void InAFinalizer_Ends()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        using var ended = new ManualResetEventSlim();
        JoinHandle task = it.Runtime.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
        Drop(it.Runtime, ended);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        it.WaitFor(ended, "the finalizer");
        Assert.True(task.IsCompleted);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Drop(Runtime runtime, ManualResetEventSlim ended) => _ = new Careless(runtime, ended);
    }

    private sealed class Careless(Runtime runtime, ManualResetEventSlim ended)
    {
        ~Careless()
        {
            runtime.Dispose();
            ended.Set();
        }
    }
}
