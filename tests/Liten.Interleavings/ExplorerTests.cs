namespace Liten.Interleavings;

/// <summary>The explorer finds what it must find, and visits what it says it visits.</summary>
public sealed class ExplorerTests
{
    private static readonly ScenarioSettings s_strict = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(4, 3)]
    public void Depth_first_without_a_bound_visits_every_order(int firstSteps, int secondSteps)
    {
        // An actor's start is a step, too. The orders of n and m steps are (n + m)! / (n! m!).
        long orders = Binomial(firstSteps + secondSteps + 2, firstSteps + 1);

        ExplorationResult result = Exploration.Run(Independent(firstSteps, secondSteps), new DepthFirst(int.MaxValue, 0), s_strict);

        Assert.True(result.IsComplete);
        Assert.Equal(orders, result.Schedules);
    }

    [Fact]
    public void Sleep_sets_visit_one_order_of_independent_steps()
    {
        ExplorationResult result = Exploration.Run(Independent(4, 4), new SleepSets(), s_strict);

        Assert.True(result.IsComplete);
        Assert.Equal(1, result.Schedules);
    }

    [Fact]
    public void Sleep_sets_find_every_outcome_that_all_orders_have()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            HashSet<string> all = Outcomes(seed, new DepthFirst(int.MaxValue, 0), out long orders);
            HashSet<string> few = Outcomes(seed, new SleepSets(), out long visited);

            Assert.Equal(all.Order(), few.Order());
            Assert.True(visited <= orders);
        }
    }

    [Fact]
    public void A_lost_update_needs_one_preemption()
    {
        Assert.Null(Exploration.Run(LostUpdate, new DepthFirst(0, 0), s_strict).Failure);
        Assert.NotNull(Exploration.Run(LostUpdate, new DepthFirst(1, 0), s_strict).Failure);
        Assert.NotNull(Exploration.Run(LostUpdate, new SleepSets(), s_strict).Failure);
        Assert.NotNull(Exploration.Run(LostUpdate, new RandomWalk(1, 1000, 0), s_strict).Failure);
        Assert.NotNull(Exploration.Run(LostUpdate, new PriorityWalk(1, 1000, 2, 6, 0), s_strict).Failure);
    }

    [Theory]
    [InlineData(false, 0, true)]
    [InlineData(false, 1, false)]
    [InlineData(true, 1, true)]
    public void Store_buffering_shows_only_with_a_delayed_store_and_without_a_fence(bool fenced, int delay, bool holds)
    {
        ExplorationResult result = Exploration.Run(StoreBuffering(fenced), new DepthFirst(2, delay), new ScenarioSettings { StoreDelay = delay });

        Assert.Equal(holds, result.Failure is null);
    }

    /// <summary>The collector moves objects, and the explorer tells locations apart by address.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(int.MaxValue, true)]
    public void A_schedule_in_which_the_collector_runs_does_not_count(int collections, bool fails)
    {
        int schedules = 0;
        var scenario = new Scenario("test.collection", 0, model =>
        {
            int value = 0;
            schedules++;
            for (int i = 0; i < 2; i++)
            {
                model.Actor($"actor {i}", () =>
                {
                    ModelInterlocked.Add(ref value, 1);
                    if (schedules > 2 && collections > 0)
                    {
                        collections--;
                        System.GC.Collect(0);
                    }
                });
            }
        });

        ExplorationResult result = Exploration.Run(scenario, new DepthFirst(int.MaxValue, 0), s_strict);

        Assert.Equal(fails, result.Failure?.Contains("garbage collector", StringComparison.Ordinal) ?? false);
        Assert.Equal(!fails, result.IsComplete);
        Assert.Equal(fails ? 0 : Binomial(4, 2), result.Schedules);
    }

    [Fact]
    public void Two_that_wait_for_each_other_are_a_deadlock()
    {
        var scenario = new Scenario("test.deadlock", 0, model =>
        {
            var first = new Parker();
            var second = new Parker();
            model.Actor("one", () =>
            {
                first.Park();
                second.Unpark();
            });
            model.Actor("two", () =>
            {
                second.Park();
                first.Unpark();
            });
        });

        Assert.StartsWith("deadlock: one is asleep", Exploration.Run(scenario, new DepthFirst(1, 0), s_strict).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_spins_for_what_never_comes_is_a_deadlock()
    {
        var scenario = new Scenario("test.spin", 0, model =>
        {
            SpinLatch latch = default;
            latch.Enter();
            model.Actor("spinner", () => latch.Enter());
        });

        Assert.StartsWith("deadlock: spinner is spinning", Exploration.Run(scenario, new DepthFirst(1, 0), s_strict).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_never_ends_reaches_the_step_limit()
    {
        var scenario = new Scenario("test.endless", 0, model =>
        {
            int word = 0;
            model.Actor("endless", () =>
            {
                while (Volatile.Read(ref word) == 0)
                {
                }
            });
        });

        Assert.Contains("livelock", Exploration.Run(scenario, new DepthFirst(1, 0), s_strict).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_passes_only_when_nobody_can_go_on()
    {
        bool timedOut = false;
        var scenario = new Scenario("test.time", 0, model =>
        {
            var parker = new Parker();
            model.Actor("sleeper", () => timedOut |= !parker.ParkFor(1000));
            model.Actor("waker", parker.Unpark);
        });

        Assert.Null(Exploration.Run(scenario, new DepthFirst(3, 0), s_strict).Failure);
        Assert.False(timedOut);
        Assert.Null(Exploration.Run(scenario, new DepthFirst(3, 0), new ScenarioSettings { Timeouts = 1 }).Failure);
        Assert.True(timedOut);
    }

    [Fact]
    public void A_failure_replays_from_its_string()
    {
        ExplorationResult found = Exploration.Run(LostUpdate, new RandomWalk(7, 1000, 0), s_strict);

        ExplorationResult again = Exploration.Run(LostUpdate, new Replay(found.Decisions), s_strict, traces: true);

        Assert.NotNull(again.Failure);
        Assert.Equal(found.Decisions, again.Decisions);
        Assert.Contains(again.Trace, step => step.Contains("ExplorerTests.cs:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_scenario_that_does_not_repeat_is_refused()
    {
        int round = 0;
        var scenario = new Scenario("test.random", 0, model =>
        {
            int word = 0;
            int steps = ++round % 3;
            model.Actor("one", () => Write(ref word, steps));
            model.Actor("two", () => Write(ref word, 3 - steps));
        });

        Assert.Contains("does not repeat", Exploration.Run(scenario, new DepthFirst(2, 0), s_strict).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void The_guarantee_of_priority_walks_is_that_of_their_paper()
    {
        Assert.Equal(1 / (3 * 66.0 * 66.0), PriorityWalk.Guarantee(3, 66, 3, 1), 6);
        Assert.Equal(90_268, PriorityWalk.RunsFor(0.999, 3, 66, 3));
        Assert.Equal(0.999, PriorityWalk.Guarantee(3, 66, 3, 90_268), 6);
    }

    private static Scenario LostUpdate { get; } = new("test.lost-update", 0, model =>
    {
        int[] word = [0];
        model.Actor("one", () => Volatile.Write(ref word[0], Volatile.Read(ref word[0]) + 1));
        model.Actor("two", () => Volatile.Write(ref word[0], Volatile.Read(ref word[0]) + 1));
        model.AtEnd(() => Assert.Equal(2, word[0]));
    });

    private static Scenario StoreBuffering(bool fenced) => new("test.store-buffering", 0, model =>
    {
        int[] words = [0, 0];
        int[] seen = [1, 1];
        for (int i = 0; i < 2; i++)
        {
            int own = i;
            model.Actor($"actor {i}", () =>
            {
                Volatile.Write(ref words[own], 1);
                if (fenced)
                {
                    Interlocked.MemoryBarrier();
                }

                seen[own] = Volatile.Read(ref words[1 - own]);
            });
        }

        model.AtEnd(() => Assert.True(seen[0] + seen[1] > 0));
    });

    private static Scenario Independent(int firstSteps, int secondSteps) => new("test.independent", 0, model =>
    {
        int[] words = new int[2];
        model.Actor("one", () => Write(ref words[0], firstSteps));
        model.Actor("two", () => Write(ref words[1], secondSteps));
    });

    private static void Write(ref int word, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Volatile.Write(ref word, i + 1);
        }
    }

    private static HashSet<string> Outcomes(int seed, Strategy strategy, out long schedules)
    {
        var outcomes = new HashSet<string>();
        var scenario = new Scenario("test.outcomes", 0, model =>
        {
            var random = new Random(seed);
            int[] words = new int[2];
            string[] seen = ["", "", ""];
            for (int i = 0; i < 3; i++)
            {
                int actor = i;
                (int Location, int Operation)[] program = [.. Enumerable.Range(0, 2).Select(_ => (random.Next(2), random.Next(3)))];
                model.Actor($"actor {i}", () =>
                {
                    foreach ((int location, int operation) in program)
                    {
                        seen[actor] += operation switch
                        {
                            0 => Volatile.Read(ref words[location]),
                            1 => Interlocked.Add(ref words[location], actor + 1),
                            _ => Interlocked.Exchange(ref words[location], 10 * (actor + 1)),
                        } + " ";
                    }
                });
            }

            model.AtEnd(() => outcomes.Add(string.Join('|', [.. seen, words[0], words[1]])));
        });
        ExplorationResult result = Exploration.Run(scenario, strategy, s_strict).EnsurePassed();
        Assert.True(result.IsComplete);
        schedules = result.Schedules;
        return outcomes;
    }

    private static long Binomial(int n, int k) => k == 0 ? 1 : Binomial(n - 1, k - 1) * n / k;
}
