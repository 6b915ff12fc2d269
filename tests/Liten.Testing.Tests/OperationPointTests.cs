namespace Liten.Testing.Tests;

/// <summary>
/// Each synchronous operation is a point: who says that it has happened before it has, with no await in between, is found,
/// and who says so afterwards passes.
/// </summary>
public sealed class OperationPointTests
{
    /// <summary>What makes a fresh object: an operation, and whether it has happened.</summary>
    private static readonly Dictionary<string, Func<(Action Act, Func<bool> HasActed)>> s_operations = new()
    {
        ["AsyncMutex.TryLock"] = static () =>
        {
            var mutex = new AsyncMutex();
            return (() => mutex.TryLock(out _), () => mutex.IsLocked);
        },
        ["AsyncMutexGuard.Dispose"] = static () =>
        {
            var mutex = new AsyncMutex<int>(0);
            Assert.True(mutex.TryLock(out AsyncMutexGuard<int> guard));
            return (guard.Dispose, () => !mutex.IsLocked);
        },
        ["AsyncReaderWriterLock.TryReadLock"] = static () =>
        {
            var rooms = new AsyncReaderWriterLock();
            return (() => rooms.TryReadLock(out _), () => !rooms.TryWriteLock(out _));
        },
        ["AsyncReaderWriterLock.TryWriteLock"] = static () =>
        {
            var rooms = new AsyncReaderWriterLock();
            return (() => rooms.TryWriteLock(out _), () => !rooms.TryReadLock(out _));
        },
        ["AsyncReadGuard.Dispose"] = static () =>
        {
            var rooms = new AsyncReaderWriterLock<int>(0);
            Assert.True(rooms.TryReadLock(out AsyncReadGuard<int> guard));
            return (guard.Dispose, () => rooms.TryWriteLock(out _));
        },
        ["AsyncWriteGuard.Dispose"] = static () =>
        {
            var rooms = new AsyncReaderWriterLock<int>(0);
            Assert.True(rooms.TryWriteLock(out AsyncWriteGuard<int> guard));
            return (guard.Dispose, () => rooms.TryReadLock(out _));
        },
        ["AsyncWriteGuard.Downgrade"] = static () =>
        {
            var rooms = new AsyncReaderWriterLock<int>(0);
            Assert.True(rooms.TryWriteLock(out AsyncWriteGuard<int> guard));
            return (() => guard.Downgrade(), () => rooms.TryReadLock(out _));
        },
        ["AsyncSemaphore.TryAcquire"] = static () =>
        {
            var semaphore = new AsyncSemaphore(1);
            return (() => semaphore.TryAcquire(out _), () => !semaphore.TryAcquire(out _));
        },
        ["AsyncSemaphore.Release"] = static () =>
        {
            var semaphore = new AsyncSemaphore(0, 1);
            return (() => semaphore.Release(), () => semaphore.TryAcquire(out _));
        },
        ["SemaphorePermits.Dispose"] = static () =>
        {
            var semaphore = new AsyncSemaphore(1);
            Assert.True(semaphore.TryAcquire(out SemaphorePermits taken));
            return (taken.Dispose, () => semaphore.TryAcquire(out _));
        },
        ["MpscSender.TrySend"] = static () =>
        {
            (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateBounded<int>(1);
            return (() => sender.TrySend(1), () => receiver.Count == 1);
        },
        ["MpmcSender.TrySendMany"] = static () =>
        {
            (MpmcSender<int> sender, MpmcReceiver<int> receiver) = Mpmc.CreateBounded<int>(2);
            return (() => sender.TrySendMany([1, 2]), () => receiver.Count == 2);
        },
        ["MpmcReceiver.TryReceive"] = static () =>
        {
            (MpmcSender<int> sender, MpmcReceiver<int> receiver) = Mpmc.CreateBounded<int>(1);
            sender.TrySend(1);
            return (() => receiver.TryReceive(out _), () => sender.Count == 0);
        },
        ["MpscReceiver.TryReceiveMany"] = static () =>
        {
            (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateBounded<int>(1);
            sender.TrySend(1);
            return (() => receiver.TryReceiveMany(new int[2]), () => sender.Count == 0);
        },
        ["ChannelWriter.TryWrite"] = static () =>
        {
            (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateBounded<int>(1);
            return (() => sender.AsChannelWriter().TryWrite(1), () => receiver.Count == 1);
        },
        ["ChannelReader.TryRead"] = static () =>
        {
            (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateBounded<int>(1);
            sender.TrySend(1);
            return (() => receiver.AsChannelReader().TryRead(out _), () => sender.Count == 0);
        },
        ["MpscSender.Close"] = static () =>
        {
            (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateBounded<int>(1);
            return (sender.Close, () => receiver.IsClosed);
        },
        ["MpscSender.Dispose"] = static () =>
        {
            (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateBounded<int>(1);
            return (sender.Dispose, () => receiver.IsClosed);
        },
        ["MpscReceiver.Dispose"] = static () =>
        {
            (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateBounded<int>(1);
            return (receiver.Dispose, () => sender.IsClosed);
        },
        ["OneshotSender.TrySend"] = static () =>
        {
            (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            return (() => sender.TrySend(1), () => receiver.TryReceive(out _));
        },
        ["OneshotReceiver.TryReceive"] = static () =>
        {
            (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            sender.TrySend(1);
            return (() => receiver.TryReceive(out _), () => receiver.ToString()!.Contains("was received"));
        },
        ["OneshotReceiver.Close"] = static () =>
        {
            (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            return (receiver.Close, () => sender.IsClosed);
        },
        ["PulseSender.NotifyAll"] = static () =>
        {
            (PulseSender sender, PulseReceiver receiver) = Pulse.Create();
            return (() => sender.NotifyAll(), () => receiver.Generation == 1);
        },
        ["AsyncNotify.NotifyOne"] = static () =>
        {
            var notify = new AsyncNotify();
            return (notify.NotifyOne, () => notify.ToString().Contains("a permit"));
        },
        ["WatchSender.Send"] = static () =>
        {
            (WatchSender<int> sender, WatchReceiver<int> receiver) = Watch.Create(0);
            return (() => sender.Send(1), () => receiver.Current == 1);
        },
        ["BroadcastSender.Send"] = static () =>
        {
            (BroadcastSender<int> sender, BroadcastReceiver<int> receiver) = Broadcast.Create<int>(1);
            return (() => sender.Send(1), () => receiver.TryReceive(out _));
        },
        ["BroadcastSender.Close"] = static () =>
        {
            (BroadcastSender<int> sender, BroadcastReceiver<int> receiver) = Broadcast.Create<int>(1);
            return (sender.Close, () => sender.ToString()!.Contains("ended"));
        },
        ["DelayQueue.Insert"] = static () =>
        {
            var queue = new DelayQueue<int>();
            return (() => queue.Insert(1, TimeSpan.Zero), () => queue.Count == 1);
        },
        ["DelayQueue.TryReceive"] = static () =>
        {
            var queue = new DelayQueue<int>();
            queue.Insert(1, TimeSpan.Zero);
            return (() => queue.TryReceive(out _), () => queue.Count == 0);
        },
        ["Select.TryNext"] = static () =>
        {
            (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateBounded<int>(1);
            var select = Select.Create();
            SelectCase<int> item = select.Receive(receiver);
            sender.TrySend(1);
            return (() => Assert.True(select.TryNext() && item.Won(out _)), () => sender.Count == 0);
        },
    };

    public static TheoryData<string> Operations => [.. s_operations.Keys];

    [Theory]
    [MemberData(nameof(Operations))]
    public void AnnouncedTooEarly_IsFound(string operation)
    {
        var failed = Assert.Throws<ScheduleFailedException>(() => Explore(operation, announcesFirst: true));
        TestContext.Current.TestOutputHelper!.WriteLine(failed.Message);
        Assert.True(failed.Schedule < 50, $"found in schedule {failed.Schedule}");
        Assert.Equal(ScheduleFailure.Exception, failed.Failure);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void AnnouncedAfterwards_Passes(string operation)
        => Assert.True(Explore(operation, announcesFirst: false).Schedules > 1);

    private static ExplorationReport Explore(string operation, bool announcesFirst) => Testing.Explore.Run(
        async () =>
        {
            (Action act, Func<bool> hasActed) = s_operations[operation]();
            bool isAnnounced = false;
            await LitenTask.WhenAll(LitenTask.Spawn(Act), LitenTask.Spawn(Look));

            LitenTask Act()
            {
                isAnnounced = announcesFirst;
                act();
                isAnnounced = true;
                return LitenTask.CompletedTask;
            }

            LitenTask Look()
            {
                Assert.True(!isAnnounced || hasActed());
                return LitenTask.CompletedTask;
            }
        },
        new ExploreOptions { Points = SchedulePoints.Operations, Schedules = 200 });
}
