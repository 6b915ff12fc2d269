using System.Collections.Concurrent;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Tasks;

public sealed class SynchronizationContextTests : IDisposable
{
    private readonly ConcurrentQueue<UnhandledExceptionInfo> _unhandled = new();
    private readonly ManualResetEventSlim _reported = new();
    private readonly Runtime _runtime;
    private readonly SynchronizationContext _context;

    public SynchronizationContextTests()
    {
        _runtime = Runtime.CreateBuilder().WorkerThreads(1).OnUnhandledException(info =>
        {
            _unhandled.Enqueue(info);
            _reported.Set();
        }).Build();
        _context = _runtime.SynchronizationContext;
    }

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void Post_FromOutside_RunsEachOnceOnAWorker()
    {
        const int Posts = 100;
        ConcurrentQueue<int> ran = new();
        var all = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        for (int i = 0; i < Posts; i++)
        {
            _context.Post(
                state =>
                {
                    ran.Enqueue((int)state!);
                    if (ran.Count == Posts)
                    {
                        all.TrySetResult(IsOnWorker());
                    }
                },
                i);
        }

        Assert.True(Patience.Get(all.Task));
        Assert.Equal(Enumerable.Range(0, Posts), ran);
    }

    [Fact]
    public void Post_FromAWorker_DoesNotRunOnThePostersStack()
    {
        bool ranInline = Patience.Get(_runtime.Spawn(async () =>
        {
            bool posting = true;
            var ranInline = new TaskCompletionSource<bool>();
            _context.Post(_ => ranInline.SetResult(posting), null);
            posting = false;
            return await ranInline.Task;
        }));
        Assert.False(ranInline);
    }

    [Fact]
    public void Post_StateIsADelegateOfAHandle_CallbackRunsOnAWorkerAllTheSame()
    {
        JoinHandle<int> handle = _runtime.Spawn(static async () => await Oneshot.Create<int>().Receiver);
        var ran = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _context.Post(
            state =>
            {
                ((Action)state!)();
                ran.SetResult(IsOnWorker());
            },
            (Action)handle.Abort);
        Assert.True(Patience.Get(ran.Task));
        Assert.True(Patience.Join(handle).IsAborted);
    }

    [Fact]
    public void Post_Null_ThrowsAtTheCall()
    {
        Assert.Throws<ArgumentNullException>(() => _context.Post(null!, null));
        Assert.Throws<ArgumentNullException>(() => _context.Send(null!, null));
    }

    [Fact]
    public void Post_CallbackThrows_IsReportedOnceAndTheWorkerLivesOn()
    {
        _context.Post(static _ => throw new FormatException("mine"), null);
        Patience.Wait(_reported, "the report");
        Assert.Equal(1, Patience.Get(_runtime.Spawn(static async () => await LitenTask.FromResult(1))));
        UnhandledExceptionInfo info = Assert.Single(_unhandled);
        Assert.Equal("mine", Assert.IsType<FormatException>(info.Exception).Message);
        Assert.Contains("SynchronizationContext", info.Origin);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AsyncVoid_ThrowsInATask_IsReportedOnce(bool afterAwait)
    {
        Patience.Wait(_runtime.Spawn(async () =>
        {
            Throw(afterAwait);
            await LitenTask.Yield();
        }));
        Patience.Wait(_reported, "the report");
        Assert.Equal(1, Patience.Get(_runtime.Spawn(static async () => await LitenTask.FromResult(1))));
        Assert.Equal("void", Assert.IsType<FormatException>(Assert.Single(_unhandled).Exception).Message);

        static async void Throw(bool afterAwait)
        {
            if (afterAwait)
            {
                await LitenTask.Yield();
            }

            throw new FormatException("void");
        }
    }

    [Fact]
    public void Post_Callback_SeesNoContextOfWhoeverRanBefore()
    {
        var local = new AsyncLocal<string?>();
        var seen = new TaskCompletionSource<(string?, bool)>(TaskCreationOptions.RunContinuationsAsynchronously);
        _context.Post(
            _ =>
            {
                local.Value = "poison";
                SynchronizationContext.SetSynchronizationContext(null);
            },
            null);
        _context.Post(_ => seen.SetResult((local.Value, ReferenceEquals(SynchronizationContext.Current, _context))), null);
        Assert.Equal((null, true), Patience.Get(seen.Task));
    }

    [Fact]
    public void Send_FromOutside_WaitsAndGivesTheExceptionToTheCaller()
    {
        bool onWorker = false;
        _context.Send(_ => onWorker = IsOnWorker(), null);
        Assert.True(onWorker);
        Assert.Equal("mine", Assert.Throws<FormatException>(() => _context.Send(static _ => throw new FormatException("mine"), null)).Message);
        Assert.Empty(_unhandled);
    }

    [Fact]
    public void Send_FromItsOwnWorker_RunsAtOnce() => Assert.Equal(5, Patience.Get(_runtime.Spawn(async () =>
    {
        int value = 0;
        _context.Send(state => value = (int)state!, 5);
        return await LitenTask.FromResult(value);
    })));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Send_FromAnotherRuntimesWorker_RunsThereAsCodeOfThisRuntime(bool suppressed)
    {
        using Runtime other = Runtime.CreateBuilder().WorkerThreads(1).Build();
        var local = new AsyncLocal<string>();
        Patience.Wait(other.Spawn(async () =>
        {
            await LitenTask.CompletedTask;
            local.Value = "the sender's";
            using AsyncFlowControl? flow = suppressed ? ExecutionContext.SuppressFlow() : null;
            int thread = Environment.CurrentManagedThreadId;
            (Turn? turn, SynchronizationContext? context) = (Turn.Current, SynchronizationContext.Current);
            bool ran = false;
            _context.Send(
                _ =>
                {
                    Assert.Equal(thread, Environment.CurrentManagedThreadId);
                    Assert.Same(_runtime, Runtime.Current);
                    Assert.Same(_context, SynchronizationContext.Current);
                    Assert.Null(local.Value);
                    Assert.Throws<InvalidOperationException>(static () => LitenTask.Current.Id);
                    _context.Send(_ => ran = true, null);
                },
                null);
            Exception? thrown = Record.Exception(() => _context.Send(static _ => throw new FormatException("mine"), null));

            Assert.True(ran);
            Assert.Equal("mine", Assert.IsType<FormatException>(thrown).Message);
            Assert.Equal((turn, context, suppressed, "the sender's"), (Turn.Current, SynchronizationContext.Current, ExecutionContext.IsFlowSuppressed(), local.Value));
        }));
    }

    [Fact]
    public void CreateCopy_IsTheContextItself() => Assert.Same(_context, _context.CreateCopy());

    [Fact]
    public void Current_OnEachWorker_IsTheRuntimesOne()
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(2).Build();
        JoinHandle<bool>[] tasks = [.. Enumerable.Range(0, 20).Select(_ => runtime.Spawn(async () =>
        {
            await LitenTask.Yield();
            return ReferenceEquals(SynchronizationContext.Current, runtime.SynchronizationContext);
        }))];
        Assert.All(tasks, static task => Assert.True(Patience.Get(task)));
        Assert.NotSame(_context, runtime.SynchronizationContext);
    }

    [Fact]
    public void Post_AfterShutdown_RunsOnTheThreadPool()
    {
        _runtime.Dispose();
        var ran = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _context.Post(_ => ran.SetResult(Thread.CurrentThread.IsThreadPoolThread), null);
        Assert.True(Patience.Get(ran.Task, "the callback posted after shutdown"));
        bool sent = false;
        _context.Send(_ => sent = true, null);
        Assert.True(sent);
    }

    [Fact]
    public void LitenMethod_OfNoTaskAndResumedAfterShutdown_GoesOnOnTheThreadPool()
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        var foreign = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var waiting = new CountdownEvent(2);
        var ended = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var endedForeign = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _context.Post(
            async _ =>
            {
                LitenTask<int> call = Receive(receiver);
                waiting.Signal();
                ended.SetResult(await call);
            },
            null);
        _context.Post(
            async _ =>
            {
                LitenTask<int> call = AwaitForeign(foreign.Task);
                waiting.Signal();
                endedForeign.SetResult(await call);
            },
            null);
        Assert.True(waiting.Wait(Patience.Limit), "the callbacks did not run");
        _runtime.Dispose();
        Assert.True(sender.TrySend(6));
        foreign.SetResult(7);

        Assert.Equal(6, Patience.Get(ended.Task, "the method that waited for a oneshot"));
        Assert.Equal(7, Patience.Get(endedForeign.Task, "the method that waited for a Task"));

        static async LitenTask<int> Receive(OneshotReceiver<int> receiver) => await receiver;

        static async LitenTask<int> AwaitForeign(Task<int> task) => await task;
    }

    private static bool IsOnWorker() => Turn.Current is { IsWorker: true };
}
