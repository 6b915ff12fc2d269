namespace Liten.Interleavings;

/// <summary>
/// AsyncBarrier: "either the arrival counts and its wait ends without an exception, or it is taken back and the last one waits".
/// AsyncLazy: the factory never runs twice at once, "a wait that is cancelled or aborted leaves, and the factory runs on for the
/// others". AsyncMutex: nobody waits for a poisoned lock.
/// </summary>
internal static class LockScenariosOfMeetings
{
    private const int Poisoned = -2;

    /// <summary>Pools have scenarios of their own.</summary>
    private static readonly ScenarioSettings s_settings = new() { StoreDelay = 1, Settled = ["ObjectPool.cs", "LocalPools.cs"] };

    public static IEnumerable<Scenario> All =>
    [
        new("barrier.cancelled-arrival-against-the-last", 706, CancelledArrival) { Settings = s_settings },
        new("barrier.aborted-arrival-against-the-last", 1_712, AbortedArrival) { Settings = s_settings },
        new("barrier.three-arrive", 68_910, ThreeArrive) { Settings = s_settings },
        new("lazy.two-callers-begin", 21_250, TwoCallers) { Settings = s_settings },
        new("lazy.last-leaves-against-completion", 98_311, LastLeavesAgainstCompletion) { Settings = s_settings },
        new("lazy.last-leaves-against-newcomer-and-failure", 3_803, LastLeavesAgainstNewcomer) { Settings = s_settings },
        new("mutex.poison-against-cancel", 806, PoisonAgainstCancel) { Settings = s_settings },
        new("mutex.poison-against-new-locker", 399, PoisonAgainstNewLocker) { Settings = s_settings },
    ];

    private static void CancelledArrival(Model model)
    {
        var lab = new Lab(model);
        var barrier = new AsyncBarrier(2);
        var outcomes = new Outcomes(2);
        var cancellation = new CancellationTokenSource();
        lab.Within(() => outcomes[0] = Arrive(barrier, cancellation.Token));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        LitenTask<int> last = default;
        lab.Worker("last", () => last = Arrive(barrier, CancellationToken.None));
        lab.AtEnd(() => EnsureMet(barrier, outcomes.Read(0) == Outcomes.Cancelled, last));
    }

    private static void AbortedArrival(Model model)
    {
        var lab = new Lab(model);
        var barrier = new AsyncBarrier(2);
        JoinHandle<int> first = lab.Begin(async LitenTask<int> () => await Arrive(barrier, CancellationToken.None));
        lab.Worker("aborter", first.Abort);
        LitenTask<int> last = default;
        lab.Worker("last", () => last = Arrive(barrier, CancellationToken.None));
        lab.AtEnd(() =>
        {
            Assert.True(first.IsCompleted);
            EnsureMet(barrier, first.WasAborted || first.GetResult() == Outcomes.Cancelled, last);
        });
    }

    private static void ThreeArrive(Model model)
    {
        var lab = new Lab(model);
        var barrier = new AsyncBarrier(3);
        var outcomes = new Outcomes(3);
        for (int i = 0; i < 3; i++)
        {
            int index = i;
            lab.Worker($"participant {i + 1}", () => outcomes[index] = Arrive(barrier, CancellationToken.None));
        }

        lab.AtEnd(() => Assert.Equal([0, 0, 1], outcomes.Read().Order()));
    }

    private static void TwoCallers(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(2);
        int runs = 0;
        var lazy = new AsyncLazy<int>(_ => LitenTask.FromResult(++runs));
        for (int i = 0; i < 2; i++)
        {
            int index = i;
            lab.Worker($"caller {i + 1}", () =>
            {
                outcomes[index] = lazy.GetAsync();
                lab.RunAll();
            });
        }

        lab.AtEnd(() => Assert.Equal([1, 1], outcomes.Read()));
    }

    /// <summary>The only caller leaves as the value comes: the value is there, or the token has fired and the next caller begins anew.</summary>
    private static void LastLeavesAgainstCompletion(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(1);
        var cancellation = new CancellationTokenSource();
        var factory = new Factory();
        lab.Within(() =>
        {
            outcomes[0] = Get(factory.Lazy, cancellation.Token);
            lab.RunAll();
        });
        lab.Worker("factory", () =>
        {
            factory.Succeed();
            lab.RunAll();
        });
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            Assert.True(factory.Lazy.TryGetValue(out int value));
            Assert.Equal(1, value);
            Assert.True(outcomes.Read(0) is 1 or Outcomes.Cancelled);
        });
    }

    private static void LastLeavesAgainstNewcomer(Model model)
    {
        var lab = new Lab(model);
        var outcomes = new Outcomes(2);
        var cancellation = new CancellationTokenSource();
        var factory = new Factory();
        lab.Within(() =>
        {
            outcomes[0] = Get(factory.Lazy, cancellation.Token);
            lab.RunAll();
        });
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.Worker("newcomer", () => outcomes[1] = Get(factory.Lazy, CancellationToken.None));
        lab.AtEnd(() =>
        {
            // Nobody has left the newcomer behind: its attempt is under way, and was not asked to stop.
            factory.Fail();
            lab.RunAll();
            if (factory.Runs == 2)
            {
                Assert.True(factory.FirstToken.IsCancellationRequested);
                Assert.False(factory.Token.IsCancellationRequested);
                factory.Succeed();
                lab.RunAll();
                Assert.Equal(1, outcomes.Read(1));
            }
            else
            {
                Assert.False(factory.FirstToken.IsCancellationRequested);
                Assert.Equal(Factory.Failed, outcomes.Read(1));
            }

            Assert.True(outcomes.Read(0) is Factory.Failed or Outcomes.Cancelled);
        });
    }

    private static void PoisonAgainstCancel(Model model)
    {
        var lab = new Lab(model);
        var mutex = new AsyncMutex<int>(0);
        var outcomes = new Outcomes(1);
        var cancellation = new CancellationTokenSource();
        Assert.True(mutex.TryLock(out AsyncMutexGuard<int> holder));
        lab.Within(() => outcomes[0] = Lock(mutex, cancellation.Token));
        lab.Worker("holder", () => PoisonAndRelease(holder));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            Assert.True(outcomes.Read(0) is Poisoned or Outcomes.Cancelled);
            EnsurePoisoned(mutex);
        });
    }

    private static void PoisonAgainstNewLocker(Model model)
    {
        var lab = new Lab(model);
        var mutex = new AsyncMutex<int>(0);
        var outcomes = new Outcomes(1);
        Assert.True(mutex.TryLock(out AsyncMutexGuard<int> holder));
        lab.Worker("holder", () => PoisonAndRelease(holder));
        lab.Worker("newcomer", () => outcomes[0] = Lock(mutex, CancellationToken.None));
        lab.AtEnd(() =>
        {
            Assert.Equal(Poisoned, outcomes.Read(0));
            EnsurePoisoned(mutex);
        });
    }

    private static void PoisonAndRelease(AsyncMutexGuard<int> holder)
    {
        holder.Poison();
        holder.Dispose();
    }

    private static void EnsurePoisoned(AsyncMutex<int> mutex)
    {
        Assert.True(mutex.IsPoisoned);
        mutex.ClearPoison();
        Assert.True(mutex.TryLock(out _));
    }

    private static void EnsureMet(AsyncBarrier barrier, bool firstGaveUp, LitenTask<int> last)
    {
        Assert.Equal(!firstGaveUp, last.IsCompleted);
        if (firstGaveUp)
        {
            Assert.Equal("AsyncBarrier (1 of 2 have arrived)", barrier.ToString());
            Assert.Equal(1, Arrive(barrier, CancellationToken.None).GetAwaiter().GetResult());
        }
        else
        {
            Assert.Equal(1, last.GetAwaiter().GetResult());
        }

        Assert.Equal("AsyncBarrier (0 of 2 have arrived)", barrier.ToString());
    }

    private static async LitenTask<int> Arrive(AsyncBarrier barrier, CancellationToken cancellationToken)
    {
        try
        {
            return await barrier.ArriveAsync(cancellationToken) ? 1 : 0;
        }
        catch (OperationCanceledException)
        {
            return Outcomes.Cancelled;
        }
    }

    private static async LitenTask<int> Get(AsyncLazy<int> lazy, CancellationToken cancellationToken)
    {
        try
        {
            return await lazy.GetAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return Outcomes.Cancelled;
        }
        catch (OneshotClosedException)
        {
            return Factory.Failed;
        }
    }

    private static async LitenTask<int> Lock(AsyncMutex<int> mutex, CancellationToken cancellationToken)
    {
        try
        {
            using AsyncMutexGuard<int> guard = await mutex.LockAsync(cancellationToken);
            return 1;
        }
        catch (MutexPoisonedException)
        {
            return Poisoned;
        }
        catch (OperationCanceledException)
        {
            return Outcomes.Cancelled;
        }
    }

    /// <summary>A factory that ends when the scenario says so; two at once fail.</summary>
    private sealed class Factory
    {
        public const int Failed = -3;

        private bool _isInside;
        private OneshotSender<int> _sender;

        public Factory() => Lazy = new AsyncLazy<int>(MakeAsync);

        public AsyncLazy<int> Lazy { get; }

        public int Runs { get; private set; }

        public CancellationToken FirstToken { get; private set; }

        public CancellationToken Token { get; private set; }

        public void Succeed() => _sender.TrySend(1);

        public void Fail() => _sender.Dispose();

        private async LitenTask<int> MakeAsync(CancellationToken token)
        {
            (_sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            Token = token;
            FirstToken = Runs++ == 0 ? token : FirstToken;
            Expect.That(!_isInside);
            _isInside = true;
            try
            {
                return await receiver.ReceiveAsync(CancellationToken.None);
            }
            finally
            {
                _isInside = false;
            }
        }
    }
}
