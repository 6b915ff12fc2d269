#pragma warning disable xUnit1051 // A wait here ends with its runtime.

namespace Liten.Tests.Faults;

/// <summary>Whatever thread completes something, before or after the waiting runtime's end: the completer never suffers, and no dead task goes on.</summary>
public sealed class ForeignWakeTests
{
    public static TheoryData<string, string> Sources => Flavours.With("thread", "pool", "finalizer", "worker of another runtime", "blocking thread of another runtime", "cancellation callback");

    [Theory]
    [MemberData(nameof(Sources))]
    public void Completion_FromAnyThread_WakesTheWaiter(string flavour, string source)
    {
        using RuntimeUnderTest it = Flavours.Start(flavour);
        using RuntimeUnderTest other = RuntimeUnderTest.WithWorkers(1);
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        using var waits = new ManualResetEventSlim();
        var blocked = it.Begin(() => it.Runtime.BlockOn(async () =>
        {
            LitenTask<int> wait = receiver.ReceiveAsync();
            waits.Set();
            return await wait;
        }));
        it.WaitFor(waits, "the wait");
        Complete(source, other.Runtime, () => sender.TrySend(3));

        Assert.Equal(3, it.End(blocked, "BlockOn"));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Completion_AfterTheRuntimesEnd_HarmsNobodyAndResumesNothing(string flavour, string source)
    {
        using RuntimeUnderTest other = RuntimeUnderTest.WithWorkers(1);
        var foreign = new TaskCompletionSource<int>();
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        bool resumed = false;
        using (var it = new RuntimeUnderTest(Flavours.Builder(flavour).AbandonAfter(TimeSpan.FromMilliseconds(1))))
        {
            it.Runtime.Spawn(async () => await receiver);
            it.Runtime.Spawn(async LitenTask () =>
            {
                await foreign.Task;
                Volatile.Write(ref resumed, true);
            });
            it.Run(async () => await LitenTask.Yield());
        }

        Complete(source, other.Runtime, () =>
        {
            sender.TrySend(3);
            foreign.SetResult(4);
        });
        Assert.Equal(1, other.Run(async () => 1));
        Assert.False(Volatile.Read(ref resumed));
    }

    /// <summary>Runs the completion in the given place, and throws what it throws.</summary>
    private static void Complete(string source, Runtime other, Action completion)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        switch (source)
        {
            case "thread":
                Patience.OnThread(Run);
                break;
            case "pool":
                ThreadPool.UnsafeQueueUserWorkItem(_ => Run(), null);
                break;
            case "finalizer":
                Drop(Run);
                GC.Collect();
                GC.WaitForPendingFinalizers();
                break;
            case "worker of another runtime":
                other.Spawn(async () => Run());
                break;
            case "blocking thread of another runtime":
                other.SpawnBlocking(Run);
                break;
            default:
                using (var cancellation = new CancellationTokenSource())
                {
                    cancellation.Token.Register(Run);
                    cancellation.Cancel();
                }

                break;
        }

        Patience.Wait(done.Task, "the completion");

        void Run()
        {
            try
            {
                completion();
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        }

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Drop(Action run) => _ = new LastWords(run);
    }

    private sealed class LastWords(Action run)
    {
        ~LastWords() => run();
    }
}
