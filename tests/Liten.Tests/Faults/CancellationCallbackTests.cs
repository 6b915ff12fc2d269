#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Faults;

/// <summary>Callbacks that run in the middle of a cancellation, around Liten's own: they may throw, and may call back into what is being cancelled.</summary>
public sealed class CancellationCallbackTests
{
    public static TheoryData<string, string> Cells => Flavours.With("throw", "use the same", "cancel the next", "abort", "dispose the source");

    [Theory]
    [MemberData(nameof(Cells))]
    public void Callbacks_AroundLitensOwn_NeitherLoseAWaitNorALock(string flavour, string deed)
    {
        using RuntimeUnderTest it = Flavours.Start(flavour);
        string[] outcomes = it.Run(async () =>
        {
            var mutex = new AsyncMutex<int>(0);
            (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            var source = new CancellationTokenSource();
            using var next = new CancellationTokenSource();
            JoinHandle? lockWaiter = null;

            // The last one to register is called first, so these are called before and after Liten's own.
            source.Token.Register(Do);
            AsyncMutexGuard<int> held = await mutex.LockAsync();

            // Begun here, so that they are registered before the second Do, however late the tasks come to await them.
            LitenTask<AsyncMutexGuard<int>> locking = mutex.LockAsync(source.Token);
            LitenTask<int> receiving = receiver.ReceiveAsync(source.Token);
            LitenTask sleeping = Time.Sleep(Timeout.InfiniteTimeSpan, source.Token);
            lockWaiter = LitenTask.Spawn(async () => (await locking).Dispose());
            JoinHandle<int> receive = LitenTask.Spawn(async () => await receiving);
            JoinHandle sleeper = LitenTask.Spawn(async () => await sleeping);
            JoinHandle later = LitenTask.Spawn(async () => await Time.Sleep(Timeout.InfiniteTimeSpan, next.Token));
            while (Runtime.Current.Metrics.AliveTasks < 5)
            {
                await LitenTask.Yield();
            }

            await LitenTask.Yield();
            source.Token.Register(Do);
            Exception? thrown = Record.Exception(source.Cancel);
            string[] seen =
            [
                thrown is null ? "quiet" : thrown.GetType().Name,
                Tell(await lockWaiter.JoinAsync()),
                (await receive.JoinAsync()) is { IsSuccess: true, Value: 7 } ? "received" : Tell(await receive.JoinAsync()),
                Tell(await sleeper.JoinAsync()),
            ];
            next.Cancel();
            await later.JoinAsync();
            held.Dispose();
            Assert.True(mutex.TryLock(out AsyncMutexGuard<int> again), "the lock is lost");
            again.Dispose();
            Assert.True(sender.TrySend(7) || receive.IsCompleted);
            return seen;

            void Do()
            {
                switch (deed)
                {
                    case "throw":
                        throw new FormatException("callback");
                    case "use the same":
                        Assert.False(mutex.TryLock(out _));
                        sender.TrySend(7);
                        break;
                    case "cancel the next":
                        next.Cancel();
                        break;
                    case "abort":
                        lockWaiter!.Abort();
                        break;
                    default:
                        source.Dispose();
                        break;
                }
            }
        });

        Assert.Equal(deed == "throw" ? "AggregateException" : "quiet", outcomes[0]);
        Assert.Equal(deed == "abort" ? "aborted" : "cancelled", outcomes[1]);
        Assert.Equal(deed == "use the same" ? "received" : "cancelled", outcomes[2]);
        Assert.Equal("cancelled", outcomes[3]);
    }

    private static string Tell(JoinResult result) => result.IsAborted ? "aborted" : result.Exception is OperationCanceledException ? "cancelled" : $"{result}";

    private static string Tell(JoinResult<int> result) => result.IsAborted ? "aborted" : result.Exception is OperationCanceledException ? "cancelled" : $"{result}";
}
