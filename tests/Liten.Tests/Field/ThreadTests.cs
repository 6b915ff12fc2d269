#pragma warning disable xUnit1051 // A wait here ends by its giver.

namespace Liten.Tests.Field;

/// <summary>What user code does to a runtime's thread, and in the runtime's own steps.</summary>
public sealed class ThreadTests
{
    public static TheoryData<string> Flavours => ["current thread", "1 worker", "2 workers", "3 workers"];

    [Theory]
    [InlineData("current thread")]
    [InlineData("1 worker")]
    public void Task_LeavesNoTracesOnItsThread(string flavour)
    {
        using RuntimeUnderTest it = Faults.Flavours.Start(flavour);
        it.Run(async () =>
        {
            (string? Name, ThreadPriority Priority, bool IsBackground) before = ReadThread();
            await LitenTask.Spawn(async () => Spoil());
            Assert.Equal(before, ReadThread());
            Spoil();
            JoinHandle<(string?, ThreadPriority, bool)> seen = LitenTask.Spawn(async () => ReadThread());
            Assert.Equal(before, await seen);
            it.Runtime.SynchronizationContext.Post(_ => Spoil(), null);
            await LitenTask.Yield();
            await LitenTask.Yield();
            Assert.Equal(before, ReadThread());
        });
    }

    [Fact]
    public void BlockingJob_LeavesNoTracesOnItsThread()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).MaxBlockingThreads(1));
        (string? Name, ThreadPriority Priority, bool IsBackground) before = it.Result(it.Runtime.SpawnBlocking(ReadThread));
        it.Outcome(it.Runtime.SpawnBlocking(Spoil));
        Assert.Equal(before, it.Result(it.Runtime.SpawnBlocking(ReadThread)));
    }

    [Fact]
    public void CurrentThreadRuntime_GivesItsCallersThreadBackAsItWas()
    {
        using RuntimeUnderTest it = Faults.Flavours.Start("current thread");
        it.OnThread(
            () =>
            {
                Thread.CurrentThread.Priority = ThreadPriority.AboveNormal;
                it.Runtime.BlockOn(async () => Spoil());
                Assert.Equal(("code-on-thread", ThreadPriority.AboveNormal, true), ReadThread());
            },
            "the caller");
    }

    [Theory]
    [MemberData(nameof(Flavours))]
    public void ParkHook_ThatMakesSomethingRunnable_LosesNothing(string flavour)
    {
        const int Rounds = 200;
        Runtime runtime = null!;
        int wanted = 0;
        int ran = 0;
        using var it = new RuntimeUnderTest(Builder(flavour).OnThreadPark(_ =>
        {
            if (Interlocked.Exchange(ref wanted, 0) != 0)
            {
                runtime.Spawn(async () => Interlocked.Increment(ref ran));
            }
        }));
        runtime = it.Runtime;
        for (int round = 1; round <= Rounds; round++)
        {
            Volatile.Write(ref wanted, 1);
            it.Run(async () => await Time.Sleep(TimeSpan.FromTicks(500)));
            if (flavour != "current thread")
            {
                // Nothing else wakes a worker: what the hook has spawned must run by itself.
                it.WaitUntil(() => Volatile.Read(ref ran) == round, $"the task of round {round}");
            }
        }

        it.WaitUntil(() => flavour == "current thread" || Volatile.Read(ref ran) == Rounds, "the tasks");
    }

    [Fact]
    public void ParkHook_ThatSendsWhatTheCallerAwaits_EndsItsWait()
    {
        OneshotSender<int>? sender = null;
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().CurrentThread().OnThreadPark(_ => sender?.TrySend(1)));
        Assert.Equal(1, it.Run(async () =>
        {
            (OneshotSender<int> mine, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            sender = mine;
            return await receiver;
        }));
    }

    [Theory]
    [MemberData(nameof(Flavours))]
    public void ContextHandler_ThatSpawns_LosesNothing(string flavour)
    {
        using RuntimeUnderTest it = Faults.Flavours.Start(flavour);
        int spawned = 0;
        int ran = 0;
        var local = new AsyncLocal<int>(change =>
        {
            if (change is { ThreadContextChanged: true, PreviousValue: 7 } && Runtime.TryGetCurrent(out Runtime? runtime) && runtime == it.Runtime)
            {
                Interlocked.Increment(ref spawned);
                runtime.Spawn(async () => Interlocked.Increment(ref ran));
            }
        });
        it.Run(async () =>
        {
            local.Value = 7;
            await Time.Sleep(TimeSpan.FromMilliseconds(1));
        });
        it.Run(async () => await Time.Sleep(TimeSpan.FromMilliseconds(1)));
        it.WaitUntil(() => Volatile.Read(ref ran) == Volatile.Read(ref spawned), "what the handler has spawned");
        Assert.NotEqual(0, spawned);
    }

    [Fact]
    public void Latch_EnteredByInterruptedThreads_IsEnteredAndTheInterruptStays()
    {
        var latch = new BoxedLatch();
        int inside = 0;
        int interrupted = 0;
        WatchedThreads.Run(() => Volatile.Read(ref inside), [.. Enumerable.Repeat<Action>(Enter, 4)]);
        Assert.Equal(4 * 2000, inside);
        Assert.Equal(4, interrupted);

        void Enter()
        {
            Thread.CurrentThread.Interrupt();
            for (int i = 0; i < 2000; i++)
            {
                latch.Latch.Enter();
                inside++;
                Thread.SpinWait(20);
                latch.Latch.Exit();
            }

            try
            {
                Thread.Sleep(Timeout.Infinite);
            }
            catch (ThreadInterruptedException)
            {
                Interlocked.Increment(ref interrupted);
            }
        }
    }

    private static RuntimeBuilder Builder(string flavour) => Faults.Flavours.Builder(flavour);

    private static void Spoil()
    {
        Thread.CurrentThread.Name = "spoilt";
        Thread.CurrentThread.Priority = ThreadPriority.Lowest;
        Thread.CurrentThread.IsBackground = !Thread.CurrentThread.IsBackground;
    }

    private static (string? Name, ThreadPriority Priority, bool IsBackground) ReadThread()
        => (Thread.CurrentThread.Name, Thread.CurrentThread.Priority, Thread.CurrentThread.IsBackground);

    private sealed class BoxedLatch
    {
        public SpinLatch Latch;
    }
}
