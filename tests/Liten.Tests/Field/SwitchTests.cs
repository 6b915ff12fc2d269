#pragma warning disable xUnit1051 // A wait here ends by its giver.

using System.Runtime.CompilerServices;
using Liten.Tests.Calls;

namespace Liten.Tests.Field;

/// <summary>Contexts that somebody makes current on a runtime's thread, and awaitables that switch.</summary>
public sealed class SwitchTests : IDisposable
{
    private readonly RuntimeUnderTest _it = RuntimeUnderTest.WithWorkers(2);
    private readonly PumpingContext _ui = new();

    public static TheoryData<string> Waits => ["sleep", "handle", "yield", "oneshot", "call", "AsTask", "Task.Delay"];

    public void Dispose()
    {
        _ui.Dispose();
        _it.Dispose();
    }

    [Theory]
    [MemberData(nameof(Waits))]
    public void Wait_InsideAForeignContext_ComesBackToIt(string wait) => _it.Run(async () =>
    {
        int outside = Environment.CurrentManagedThreadId;
        int inside = 0;
        SynchronizationContext? seen = null;
        var pump = new Pump();
        pump.Run(async () =>
        {
            await Wait(wait);
            inside = Environment.CurrentManagedThreadId;
            seen = SynchronizationContext.Current;
        });

        Assert.Equal(outside, inside);
        Assert.Same(pump, seen);
        Assert.Same(_it.Runtime, Runtime.Current);
        await LitenTask.Yield();
        Assert.True(Turn.Current is { IsWorker: true });
    });

    [Fact]
    public void LitenMethod_InsideAForeignContext_ComesBackToItToo() => _it.Run(async () =>
    {
        CurrentTask task = LitenTask.Current;
        int outside = Environment.CurrentManagedThreadId;
        var pump = new Pump();
        pump.Run(() => Method().AsTask());

        // The pump has run a call of this very task in the middle of its turn.
        Assert.Equal(task, LitenTask.Current);

        async LitenTask Method()
        {
            await Time.Sleep(TimeSpan.FromMilliseconds(1));
            Assert.Equal(outside, Environment.CurrentManagedThreadId);
            Assert.Equal(task, LitenTask.Current);
        }
    });

    [Theory]
    [MemberData(nameof(Waits))]
    public void Wait_OnAnExclusiveScheduler_ComesBackToIt(string wait)
    {
        var pair = new ConcurrentExclusiveSchedulerPair(_it.Runtime.TaskScheduler);
        Task<bool> stays = Task.Factory.StartNew(
            async () =>
            {
                await Wait(wait);
                return TaskScheduler.Current == pair.ExclusiveScheduler;
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            pair.ExclusiveScheduler).Unwrap();

        Assert.True(Patience.Get(stays));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Await_OfASwitch_GoesOnThereAndTheCallerAtHome(bool inRuntime)
    {
        if (inRuntime)
        {
            _it.Run(Caller);
        }
        else
        {
            Patience.Wait(Task.Run(() => Caller().AsTask()));
        }

        async LitenTask Caller()
        {
            long task = inRuntime ? LitenTask.Current.Id : 0;
            await Method(task);
            Assert.NotEqual("pump", Thread.CurrentThread.Name);
            Assert.Equal(inRuntime, Turn.Current is { IsWorker: true });
        }

        async LitenTask Method(long task)
        {
            await new SwitchTo(_ui);
            Assert.Equal("pump", Thread.CurrentThread.Name);
            if (inRuntime)
            {
                // The code there is still this task's, so all of Liten's verbs work.
                Assert.Equal(task, LitenTask.Current.Id);
                await Time.Sleep(TimeSpan.FromMilliseconds(1));
                Assert.Equal(7, await LitenTask.Spawn(async () => 7));
            }

            await LitenTask.Yield();
            Assert.Equal("pump", Thread.CurrentThread.Name);
        }
    }

    [Fact]
    public void Await_OfASwitchToAPlainThread_IsThereUntilTheNextAwait() => _it.Run(async () =>
    {
        CurrentTask task = LitenTask.Current;
        await Method();
        Assert.True(Turn.Current is { IsWorker: true });
        Assert.Equal(task, LitenTask.Current);

        async LitenTask Method()
        {
            await new ScriptedAwaitable { Register = static go => new Thread(() => go()) { Name = "plain", IsBackground = true }.Start() };
            Assert.Equal("plain", Thread.CurrentThread.Name);
            Assert.Equal(task, LitenTask.Current);
            await LitenTask.Yield();
            Assert.True(Turn.Current is { IsWorker: true });
            await new ScriptedAwaitable { Register = static go => new Thread(() => go()) { Name = "plain", IsBackground = true }.Start() };
            Assert.Equal("plain", Thread.CurrentThread.Name);
        }
    });

    [Fact]
    public void Await_OfASwitchToAnotherRuntime_GoesOnThere()
    {
        using RuntimeUnderTest other = RuntimeUnderTest.WithWorkers(1);
        _it.Run(async () =>
        {
            await Method();
            Assert.Same(_it.Runtime, Runtime.Current);
        });

        async LitenTask Method()
        {
            await new SwitchTo(other.Runtime.SynchronizationContext);
            Assert.Same(other.Runtime, Runtime.Current);
            await LitenTask.Yield();
            Assert.Same(other.Runtime, Runtime.Current);
        }
    }

    [Fact]
    public void Abort_OfATaskThatHasSwitched_ReachesItsWait()
    {
        using var waits = new ManualResetEventSlim();
        JoinHandle task = _it.Runtime.Spawn(async () =>
        {
            await new SwitchTo(_ui);
            waits.Set();
            await Time.Sleep(Timeout.InfiniteTimeSpan);
        });
        _it.WaitFor(waits, "the wait");
        task.Abort();

        Assert.True(_it.Outcome(task).IsAborted);
    }

    [Fact]
    public void Waiter_WhoseContextPostsInline_TakesNothingFromTheCompleter() => _it.Run(async () =>
    {
        CurrentTask task = LitenTask.Current;
        SynchronizationContext? context = SynchronizationContext.Current;
        var local = new AsyncLocal<int> { Value = 5 };
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        Task waiter = null!;
        Patience.OnThread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new InlineContext());
            waiter = Receive(receiver);
        });
        sender.TrySend(1);

        Assert.Equal(task, LitenTask.Current);
        Assert.Same(context, SynchronizationContext.Current);
        Assert.Equal(5, local.Value);
        await waiter;

        static async Task Receive(OneshotReceiver<int> receiver) => await receiver;
    });

    private static async Task Wait(string wait)
    {
        switch (wait)
        {
            case "sleep":
                await Time.Sleep(TimeSpan.FromMilliseconds(1));
                break;
            case "handle":
                await LitenTask.Spawn(async () => await Time.Sleep(TimeSpan.FromMilliseconds(1)));
                break;
            case "yield":
                await LitenTask.Yield();
                break;
            case "oneshot":
                (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
                _ = LitenTask.Spawn(async () => sender.TrySend(1));
                await receiver;
                break;
            case "call":
                await Call();
                break;
            case "AsTask":
                await Call().AsTask();
                break;
            default:
                await Task.Delay(1);
                break;
        }

        static async LitenTask Call() => await Time.Sleep(TimeSpan.FromMilliseconds(1));
    }

    private readonly struct SwitchTo(SynchronizationContext target) : INotifyCompletion
    {
        public bool IsCompleted => false;

        public SwitchTo GetAwaiter() => this;

        public void OnCompleted(Action continuation) => target.Post(_ => continuation(), null);

        public void GetResult()
        {
        }
    }

    private sealed class InlineContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => d(state);
    }

    /// <summary>Runs an async method on the calling thread alone, as AsyncContext.Run and test frameworks do.</summary>
    private sealed class Pump : SynchronizationContext
    {
        private readonly System.Collections.Concurrent.BlockingCollection<(SendOrPostCallback, object?)> _queue = [];

        public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d, state));

        public void Run(Func<Task> body)
        {
            SynchronizationContext? before = Current;
            SetSynchronizationContext(this);
            Task task = body();
            task.ContinueWith(_ => _queue.CompleteAdding(), TaskScheduler.Default);
            foreach ((SendOrPostCallback callback, object? state) in _queue.GetConsumingEnumerable())
            {
                callback(state);
            }

            SetSynchronizationContext(before);
            task.GetAwaiter().GetResult();
        }
    }
}
