#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Inspection;

/// <summary>The name that a channel or a signal was given is told of whoever waits there, and its sides know it.</summary>
public sealed class PrimitiveNameTests
{
    private const string Given = "orders";

    [Theory]
    [InlineData("Mpsc", "Mpsc<int>.ReceiveAsync")]
    [InlineData("Mpsc without a bound", "Mpsc<int>.ReceiveAsync")]
    [InlineData("Mpsc that is full", "Mpsc<int>.SendAsync")]
    [InlineData("Mpmc", "Mpmc<int>.ReceiveAsync")]
    [InlineData("Mpmc without a bound", "Mpmc<int>.ReceiveAsync")]
    [InlineData("Oneshot", "Oneshot<int>.ReceiveAsync")]
    [InlineData("Pulse", "Pulse")]
    [InlineData("Watch", "Watch<int>")]
    [InlineData("Broadcast", "Broadcast<int>")]
    [InlineData("Requester", "the response of a RequestChannel<int, int>")]
    [InlineData("Responder", "a request of a RequestChannel<int, int>")]
    public void Name_IsToldOfWhoWaits(string kind, string text)
    {
        Assert.Equal(($"{text} '{Given}'", Given), Told(Make(kind, Given)));
        Assert.Equal((text, null), Told(Make(kind, null)));
    }

    [Fact]
    public void DelayQueue_IsToldByItsName()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        var queue = new DelayQueue<int>(it.Runtime.TimeProvider) { Name = Given };
        JoinHandle waiting = it.Runtime.Spawn(async () => { await queue.ReceiveAsync(); });

        Assert.Equal($"DelayQueue<int> '{Given}'", Wait(it, waiting).Text);
    }

    /// <summary>A name is a field of a kind of its own there: oneshots are made for single answers.</summary>
    [Fact]
    public void Oneshot_WithoutAName_IsNoLarger()
    {
        Assert.Equal(Size(static () => Oneshot.Create<int>()), Size(static () => Oneshot.Create<int>(null)));
        Assert.Equal(Size(static () => Oneshot.Create<int>()) + IntPtr.Size, Size(static () => Oneshot.Create<int>(Given)));
    }

    private static (Func<LitenTask> Wait, string?[] Names) Make(string kind, string? name) => kind switch
    {
        "Mpsc" => Receive(Mpsc.CreateBounded<int>(1, name: name)),
        "Mpsc without a bound" => Receive(Mpsc.CreateUnbounded<int>(name: name)),
        "Mpsc that is full" => Send(Mpsc.CreateBounded<int>(0, name: name)),
        "Mpmc" => Receive(Mpmc.CreateBounded<int>(1, name: name)),
        "Mpmc without a bound" => Receive(Mpmc.CreateUnbounded<int>(name: name)),
        "Oneshot" => Receive(Oneshot.Create<int>(name)),
        "Pulse" => Receive(Pulse.Create(name)),
        "Watch" => Receive(Watch.Create(1, name)),
        "Broadcast" => Receive(Broadcast.Create<int>(1, name)),
        "Requester" => Request(RequestChannel.Create<int, int>(1, name)),
        "Responder" => Respond(RequestChannel.Create<int, int>(1, name)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind."),
    };

    private static (string Text, string? Name) Told((Func<LitenTask> Wait, string?[] Names) made)
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        TaskWait wait = Wait(it, it.Runtime.Spawn(made.Wait));
        Assert.All(made.Names, name => Assert.Equal(wait.Name, name));
        return (wait.Text, wait.Name);
    }

    private static TaskWait Wait(RuntimeUnderTest it, JoinHandle task)
    {
        it.WaitUntil(() => it.Runtime.GetTask(task.Id) is { State: LiveTaskState.Waiting }, "the wait");
        return it.Runtime.GetTask(task.Id)!.Wait!;
    }

    private static long Size(Action make)
    {
        make();
        long before = GC.GetAllocatedBytesForCurrentThread();
        make();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static (Func<LitenTask>, string?[]) Receive((MpscSender<int> Sender, MpscReceiver<int> Receiver) of)
        => (async () => { await of.Receiver.ReceiveAsync(); }, [of.Sender.Name, of.Receiver.Name]);

    private static (Func<LitenTask>, string?[]) Send((MpscSender<int> Sender, MpscReceiver<int> Receiver) of)
        => (async () => await of.Sender.SendAsync(1), [of.Sender.Name, of.Receiver.Name]);

    private static (Func<LitenTask>, string?[]) Receive((MpmcSender<int> Sender, MpmcReceiver<int> Receiver) of)
        => (async () => { await of.Receiver.ReceiveAsync(); }, [of.Sender.Name, of.Receiver.Name]);

    private static (Func<LitenTask>, string?[]) Receive((OneshotSender<int> Sender, OneshotReceiver<int> Receiver) of)
        => (async () => { await of.Receiver; }, [of.Sender.Name, of.Receiver.Name]);

    private static (Func<LitenTask>, string?[]) Receive((PulseSender Sender, PulseReceiver Receiver) of)
        => (async () => { await of.Receiver.WaitAsync(of.Receiver.Generation); }, [of.Sender.Name, of.Receiver.Name]);

    private static (Func<LitenTask>, string?[]) Receive((WatchSender<int> Sender, WatchReceiver<int> Receiver) of)
        => (async () => { await of.Receiver.ReceiveAsync(); }, [of.Sender.Name, of.Receiver.Name]);

    private static (Func<LitenTask>, string?[]) Receive((BroadcastSender<int> Sender, BroadcastReceiver<int> Receiver) of)
        => (async () => { await of.Receiver.ReceiveAsync(); }, [of.Sender.Name, of.Receiver.Name]);

    private static (Func<LitenTask>, string?[]) Request((Requester<int, int> Requester, Responder<int, int> Responder) of)
        => (async () => { await of.Requester.RequestAsync(1); }, [of.Requester.Name, of.Responder.Name]);

    private static (Func<LitenTask>, string?[]) Respond((Requester<int, int> Requester, Responder<int, int> Responder) of)
        => (async () => { await of.Responder.ReceiveAsync(); }, [of.Requester.Name, of.Responder.Name]);
}
