namespace Liten.Tests.Selects;

/// <summary>One of everything that a select can wait for.</summary>
internal sealed class SelectSources
{
    private readonly TaskLab _lab;
    private readonly Func<Select, Func<bool>> _add;

    public SelectSources(TaskLab lab, string name)
    {
        _lab = lab;
        (_add, Happen) = Make(name);
    }

    public static string[] Names { get; } =
        ["mpsc", "mpmc", "rendezvous", "oneshot", "broadcast", "watch", "send", "send to rendezvous", "lock", "lock of a value", "acquire", "notify", "pulse", "join", "after", "tick", "delay queue"];

    /// <summary>Brings what the select waits for.</summary>
    public Action Happen { get; }

    /// <summary>Adds the case; the result asks whether it has won, with the right value.</summary>
    public Func<bool> AddTo(Select select) => _add(select);

    private static Func<bool> Value(SelectCase<int> added) => () => added.Won(out int value) && value == 42;

    private (Func<Select, Func<bool>> Add, Action Happen) Make(string name)
    {
        switch (name)
        {
            case "mpsc":
                (MpscSender<int> mpsc, MpscReceiver<int> mpscOut) = Mpsc.CreateBounded<int>(1);
                return (select => Value(select.Receive(mpscOut)), () => Assert.True(mpsc.TrySend(42)));
            case "mpmc":
                (MpmcSender<int> mpmc, MpmcReceiver<int> mpmcOut) = Mpmc.CreateUnbounded<int>();
                return (select => Value(select.Receive(mpmcOut)), () => Assert.True(mpmc.TrySend(42)));
            case "rendezvous":
                (MpmcSender<int> meet, MpmcReceiver<int> meetOut) = Mpmc.CreateBounded<int>(0);
                return (select => Value(select.Receive(meetOut)), () => _ = meet.SendAsync(42));
            case "oneshot":
                (OneshotSender<int> oneshot, OneshotReceiver<int> oneshotOut) = Oneshot.Create<int>();
                return (select => Value(select.Receive(oneshotOut)), () => Assert.True(oneshot.TrySend(42)));
            case "broadcast":
                (BroadcastSender<int> broadcast, BroadcastReceiver<int> broadcastOut) = Broadcast.Create<int>(2);
                return (select => Value(select.Receive(broadcastOut)), () => broadcast.Send(42));
            case "watch":
                (WatchSender<int> watch, WatchReceiver<int> watchOut) = Watch.Create(0);
                return (select => Value(select.Receive(watchOut)), () => watch.Send(42));
            case "send":
                (MpscSender<int> full, MpscReceiver<int> fullOut) = Mpsc.CreateBounded<int>(1);
                full.TrySend(0);
                return (select => Sent(select.Send(full)), () => Assert.True(fullOut.TryReceive(out _)));
            case "send to rendezvous":
                (MpscSender<int> hand, MpscReceiver<int> handOut) = Mpsc.CreateBounded<int>(0);
                return (select => Sent(select.Send(hand)), () => _ = handOut.ReceiveAsync());
            case "acquire":
                var semaphore = new AsyncSemaphore(1);
                Assert.True(semaphore.TryAcquire(out SemaphorePermits permit));
                return (select => Permits(select.Acquire(semaphore)), permit.Dispose);
            case "notify":
                var notify = new AsyncNotify();
                return (select => select.Wait(notify).Won, notify.NotifyOne);
            case "pulse":
                (PulseSender pulse, PulseReceiver pulseOut) = Pulse.Create();
                return (select => select.Wait(pulseOut).Won, () => pulse.NotifyAll());
            case "join":
                (OneshotSender<int> end, OneshotReceiver<int> ending) = Oneshot.Create<int>();
                JoinHandle<int> task = _lab.Begin("LitenTask", async () => await ending);
                return (select => select.Join(task).Won, () => End(end));
            case "after":
                return (select => select.After(TimeSpan.FromSeconds(5), eachRound: false).Won, PassTime);
            case "tick":
                var interval = new Interval(_lab.Timers, TimeSpan.FromSeconds(5), TimeSpan.FromDays(1), MissedTickBehavior.Burst);
                return (select => select.Tick(interval).Won, PassTime);
            case "delay queue":
                var queue = new DelayQueue<int>(new LitenTimeProvider(_lab.Runtime.Host));
                queue.Insert(42, TimeSpan.FromSeconds(5));
                return (select => Value(select.Receive(queue)), PassTime);
            case "lock":
                var mutex = new AsyncMutex();
                Assert.True(mutex.TryLock(out AsyncMutexGuard held));
                return (select => Locked(select.Lock(mutex)), held.Dispose);
            default:
                return (select => Locked(select.Lock(_lab.Mutex)), () => _lab.MutexHolder.Dispose());
        }
    }

    private void End(OneshotSender<int> sender)
    {
        sender.TrySend(1);
        _lab.Runtime.RunAll();
    }

    /// <summary>A time that has passed before the first round has not begun.</summary>
    private void PassTime()
    {
        _lab.Clock.Advance(TimeSpan.FromSeconds(6));
        _lab.Timers.RunDue();
    }

    private static Func<bool> Sent(SelectSend<int> send)
    {
        send.Value = 42;
        return send.Won;
    }

    private static Func<bool> Permits(SelectCase<SemaphorePermits> added) => () =>
    {
        bool won = added.Won(out SemaphorePermits permits);
        permits.Dispose();
        return won;
    };

    private static Func<bool> Locked<T>(SelectCase<T> added)
        where T : struct, IDisposable => () =>
        {
            bool won = added.Won(out T guard);
            guard.Dispose();
            return won;
        };
}
