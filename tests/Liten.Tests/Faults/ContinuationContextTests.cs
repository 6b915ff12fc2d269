#pragma warning disable xUnit1051 // Every wait here ends by its giver.

namespace Liten.Tests.Faults;

/// <summary>Where a method goes on after an await: six places it can start from, six things to await, both kinds of method.</summary>
public sealed class ContinuationContextTests : IDisposable
{
    private readonly RuntimeUnderTest _it = RuntimeUnderTest.WithWorkers(2);
    private readonly RuntimeUnderTest _other = RuntimeUnderTest.WithWorkers(1);
    private readonly PumpingContext _pump = new();
    private readonly TaskScheduler _scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private readonly (OneshotSender<int> Sender, OneshotReceiver<int> Receiver) _channel = Oneshot.Create<int>();
    private readonly TaskCompletionSource<int> _foreign = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Whereabouts _place;

    public ContinuationContextTests() => _place = new Whereabouts(_it.Runtime, _pump, _scheduler);

    public static TheoryData<string, string, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, string>();
            foreach (string from in new[] { "task", "blocking job", "posted callback", "pump", "scheduler", "pool" })
            {
                foreach (string awaitable in new[] { "call", "handle", "handle of another runtime", "oneshot", "foreign", "foreign without context" })
                {
                    cells.Add(from, awaitable, "LitenTask");
                    cells.Add(from, awaitable, "Task");
                }
            }

            return cells;
        }
    }

    public void Dispose()
    {
        _pump.Dispose();
        _other.Dispose();
        _it.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Method_AfterTheAwait_GoesOnWhereItBelongs(string from, string awaitable, string method)
    {
        var suspended = new TaskCompletionSource<Task<string>>();
        Start(from, () =>
        {
            // By now the method has run up to its await and has registered there.
            Task<string> call = method == "Task" ? InTask(awaitable) : InLitenTask(awaitable).AsTask();
            suspended.SetResult(call);
            return call;
        });
        Task<string> call = Patience.Get(suspended.Task, "the method's first turn");
        Assert.False(call.IsCompleted);
        Patience.OnThread(Complete);

        Assert.Equal(Expected(from, awaitable, method), Patience.Get(call, "the method's end"));
        Assert.Equal("worker", _it.Run(async () => _place.Here()));
    }

    private static string Expected(string from, string awaitable, string method) => (from, awaitable, method) switch
    {
        (_, "foreign without context", "Task") => "pool",
        ("task" or "blocking job" or "posted callback", _, _) => "worker",
        _ => from,
    };

    private void Start(string from, Func<Task<string>> code)
    {
        switch (from)
        {
            case "task":
                _it.Runtime.Spawn(async LitenTask () => await code());
                break;
            case "blocking job":
                _it.Runtime.SpawnBlocking(() => { _ = code(); });
                break;
            case "posted callback":
                _it.Runtime.SynchronizationContext.Post(_ => code(), null);
                break;
            case "pump":
                _pump.Post(_ => code(), null);
                break;
            case "scheduler":
                Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.None, _scheduler);
                break;
            default:
                ThreadPool.UnsafeQueueUserWorkItem(_ => code(), null);
                break;
        }
    }

    private void Complete()
    {
        _channel.Sender.TrySend(1);
        _foreign.TrySetResult(1);
    }

    private async LitenTask<string> InLitenTask(string awaitable)
    {
        switch (awaitable)
        {
            case "call":
                await Receive();
                break;
            case "handle":
                await _it.Runtime.Spawn(Receive);
                break;
            case "handle of another runtime":
                await _other.Runtime.Spawn(Receive);
                break;
            case "oneshot":
                await _channel.Receiver;
                break;
            case "foreign":
                await _foreign.Task;
                break;
            default:
                await _foreign.Task.ConfigureAwait(false);
                break;
        }

        return _place.Here();
    }

    private async Task<string> InTask(string awaitable)
    {
        switch (awaitable)
        {
            case "call":
                await Receive();
                break;
            case "handle":
                await _it.Runtime.Spawn(Receive);
                break;
            case "handle of another runtime":
                await _other.Runtime.Spawn(Receive);
                break;
            case "oneshot":
                await _channel.Receiver;
                break;
            case "foreign":
                await _foreign.Task;
                break;
            default:
                await _foreign.Task.ConfigureAwait(false);
                break;
        }

        return _place.Here();
    }

    private async LitenTask<int> Receive() => await _channel.Receiver;
}
