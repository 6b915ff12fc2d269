using System.Runtime.CompilerServices;

namespace Liten.Interleavings;

/// <summary>
/// Boxes: "A continuation has exactly one resumer". A call that ends while it is being awaited wakes its caller once; a foreign
/// awaiter's call counts once, "and only while the method still waits for it".
/// </summary>
internal static class WakeScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("wake.call-that-ends-while-awaited", 12_881, CallEndsWhileAwaited) { Preemptions = 3 },
        new("wake.foreign-awaiter-calls-twice", 79_218, ForeignTwice) { Preemptions = 3 },
        new("wake.foreign-awaiter-calls-late", 3_588, ForeignLate) { Preemptions = 3 },
        new("wake.foreign-awaiter-calls-after-throwing", 18, ForeignAfterThrowing) { Preemptions = 3 },
    ];

    private static void CallEndsWhileAwaited(Model model)
    {
        var lab = new Lab(model);
        var (sender, receiver) = Oneshot.Create<int>();
        var outcomes = new Outcomes(1);
        LitenTask<int> call = default;
        lab.Within(() => call = Receive(receiver));
        var boxes = new SourcePool(call.Source!.GetType());
        boxes.HandOut(call.Source);
        lab.Worker("completer", () =>
        {
            sender.TrySend(1);
            lab.RunAll();
            boxes.Drain();
        });
        lab.Worker("awaiter", () =>
        {
            outcomes[0] = Await(call);
            lab.RunAll();
            boxes.Drain();
        });
        lab.AtEnd(() =>
        {
            Assert.Equal(1, outcomes.Read(0));
            boxes.EnsureReturned();
        });
    }

    private static void ForeignTwice(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(1);
        var foreign = new Foreign();
        lab.Within(() => outcomes[0] = Await(foreign));
        for (int i = 1; i <= 3; i++)
        {
            lab.Worker($"caller {i}", () =>
            {
                foreign.Continuation!();
                lab.RunAll();
            });
        }

        lab.AtEnd(() =>
        {
            Assert.Equal(1, outcomes.Read(0));
            Assert.Equal(1, foreign.Results);
        });
    }

    /// <summary>The method waits for something else already when its first awaiter calls again.</summary>
    private static void ForeignLate(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(1);
        var first = new Foreign();
        var second = new Foreign();
        lab.Within(() => outcomes[0] = AwaitBoth(first, second));
        for (int i = 1; i <= 2; i++)
        {
            lab.Worker($"caller {i}", () =>
            {
                first.Continuation!();
                lab.RunAll();
            });
        }

        lab.AtEnd(() =>
        {
            Assert.Equal((1, 0), (first.Results, second.Results));
            second.Continuation!();
            lab.RunAll();
            Assert.Equal(2, outcomes.Read(0));
        });
    }

    /// <summary>The method has failed, and nobody has looked at its outcome yet.</summary>
    private static void ForeignAfterThrowing(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(1);
        var foreign = new Foreign { Failure = new FormatException() };
        lab.Within(() => outcomes[0] = Await(foreign));
        for (int i = 1; i <= 2; i++)
        {
            lab.Worker($"caller {i}", () =>
            {
                foreign.Continuation!();
                lab.RunAll();
            });
        }

        lab.AtEnd(() =>
        {
            Assert.Throws<FormatException>(() => outcomes.Read(0));
            Assert.Equal((1, 0), (foreign.Awaits, foreign.Results));
        });
    }

    private static async LitenTask<int> Receive(OneshotReceiver<int> receiver) => await receiver;

    private static async LitenTask<int> Await(LitenTask<int> call) => await call;

    private static async LitenTask<int> Await(Foreign foreign) => await foreign;

    private static async LitenTask<int> AwaitBoth(Foreign first, Foreign second) => await first + await second;

    /// <summary>An awaiter that knows no Liten; whoever wants calls what it was given.</summary>
    private sealed class Foreign : ICriticalNotifyCompletion
    {
        public Action? Continuation { get; private set; }

        public Exception? Failure { get; init; }

        public int Awaits { get; private set; }

        public int Results { get; private set; }

        public bool IsCompleted => false;

        public Foreign GetAwaiter()
        {
            Awaits++;
            return this;
        }

        public int GetResult()
        {
            Results++;
            return 1;
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation)
        {
            Continuation = continuation;
            if (Failure is not null)
            {
                throw Failure;
            }
        }
    }
}
