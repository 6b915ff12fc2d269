namespace Liten.Tests.Timers;

/// <summary>The end of a runtime against its timers, on several threads.</summary>
public sealed class TimerDriverCloseRaceTests : TimerDriverCloseRig
{
    [Fact]
    public async Task Close_WhileTimersAreCreatedChangedAndSleepsBegin_NothingHangs()
    {
        const int Rounds = 500;
        const int TimersPerRound = 20;
        _scheduler.HasEnded = true;
        Round[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => new Round(_host, TimersPerRound))];
        int arrivals = 0;
        WatchedThreads.Run(() => Volatile.Read(ref arrivals), CloseEach, CreateInEach, ChangeInEach);

        foreach (Round round in rounds)
        {
            await Task.WhenAll(round.Delays).WaitAsync(s_limit, TestContext.Current.CancellationToken);
            Assert.All(round.Sleeps, sleep => Assert.IsType<TaskAbortedException>(Record.Exception(() => sleep.GetAwaiter().GetResult())));
            await round.Changed.WaitAsync(s_limit, TestContext.Current.CancellationToken);
            Assert.Equal(0, round.Driver.Count);
        }

        void CloseEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                Meet(ref arrivals, 3 * (i + 1));
                Thread.SpinWait(i * 10);
                rounds[i].Driver.Close();
            }
        }

        void CreateInEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                Meet(ref arrivals, 3 * (i + 1));
                for (int j = 0; j < TimersPerRound; j++)
                {
                    rounds[i].Delays[j] = Task.Delay(s_short, rounds[i].Provider, CancellationToken.None);
                    rounds[i].Sleeps[j] = rounds[i].Driver.Sleeps.Sleep(s_hour, CancellationToken.None);
                }
            }
        }

        void ChangeInEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                Meet(ref arrivals, 3 * (i + 1));
                for (int j = 0; j < TimersPerRound; j++)
                {
                    rounds[i].Timer.Change(s_hour, s_hour);
                }

                rounds[i].Timer.Change(s_short, Timeout.InfiniteTimeSpan);
            }
        }
    }

    [Fact]
    public async Task Close_WhileALateWorkerCallsRunDue_LosesNoTimer()
    {
        const int Rounds = 20;
        const int TimersPerRound = 1000;
        _scheduler.HasEnded = true;
        Round[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => new Round(_host, TimersPerRound))];
        foreach (Round round in rounds)
        {
            for (int i = 0; i < TimersPerRound; i++)
            {
                round.Delays[i] = Task.Delay(s_short * (i + 1), round.Provider, CancellationToken.None);
            }

            round.Clock.Advance(s_short * TimersPerRound / 2);
        }

        int arrivals = 0;
        WatchedThreads.Run(() => Volatile.Read(ref arrivals), CloseEach, RunDueInEach);

        foreach (Round round in rounds)
        {
            await Task.WhenAll(round.Delays).WaitAsync(s_limit, TestContext.Current.CancellationToken);
        }

        void CloseEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                Meet(ref arrivals, 2 * (i + 1));
                rounds[i].Driver.Close();
            }
        }

        void RunDueInEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                Meet(ref arrivals, 2 * (i + 1));
                while (rounds[i].Driver.Count > 0)
                {
                    rounds[i].Driver.RunDue();
                }
            }
        }
    }

    [Fact]
    public void Close_RacingWithDispose_CallsNothingAfterwards()
    {
        const int Rounds = 1000;
        _scheduler.HasEnded = true;
        Round[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => new Round(_host, timers: 0))];
        int late = 0;
        int arrivals = 0;

        WatchedThreads.Run(() => Volatile.Read(ref arrivals), CloseEach, DisposeEach);

        // Whatever was left behind in .NET's queue was due before this.
        AwaitSystemTicks(5);
        Assert.Equal(0, late);

        void CloseEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                Meet(ref arrivals, 2 * (i + 1));
                rounds[i].Driver.Close();
            }
        }

        void DisposeEach()
        {
            for (int i = 0; i < Rounds; i++)
            {
                bool disposed = false;
                ITimer timer = rounds[i].Provider.CreateTimer(_ => Interlocked.Add(ref late, Volatile.Read(ref disposed) ? 1 : 0), null, s_short, s_short);
                rounds[i].Clock.Advance(s_short);
                Meet(ref arrivals, 2 * (i + 1));
                Thread.SpinWait(i % 200);
                Wait(timer.DisposeAsync());
                Volatile.Write(ref disposed, true);
            }
        }
    }

    private static void Meet(ref int arrivals, int awaited)
    {
        SpinWait backoff = default;
        Interlocked.Increment(ref arrivals);
        while (Volatile.Read(ref arrivals) < awaited)
        {
            backoff.SpinOnce();
        }
    }

    /// <summary>A runtime of its own that ends in a round of a race.</summary>
    private sealed class Round
    {
        private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Round(TaskHost host, int timers)
        {
            Driver = new TimerDriver(Clock, () => { });
            Provider = new LitenTimeProvider(new TaskHost(this, host.Hooks, int.MaxValue) { Scheduler = host.Scheduler, Timers = Driver });
            Delays = new Task[timers];
            Sleeps = new LitenTask[timers];
            Timer = Provider.CreateTimer(_ => _changed.TrySetResult(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public ManualClock Clock { get; } = new();

        public TimerDriver Driver { get; }

        public LitenTimeProvider Provider { get; }

        public Task[] Delays { get; }

        public LitenTask[] Sleeps { get; }

        public ITimer Timer { get; }

        public Task Changed => _changed.Task;
    }
}
