namespace Liten.Interleavings;

/// <summary>What an exploration may need, what it lets fail, and what is written down of it.</summary>
public sealed class ExplorerLimitTests
{
    /// <summary>Steps in settled files are not counted, so such a loop never reaches the step limit.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_that_needs_more_and_more_memory_is_given_up_with_its_name_the_figure_and_the_way_out(bool settled)
    {
        const int Megabytes = 300;
        var scenario = new Scenario("test.hoarder", 0, model =>
        {
            int word = 0;
            var hoard = new List<byte[]>();
            model.Actor("hoarder", () =>
            {
                while (Volatile.Read(ref word) == 0)
                {
                    hoard.Add(new byte[1 << 16]);
                }
            });
        });
        var settings = new ScenarioSettings { MostSteps = int.MaxValue, MostBytes = Megabytes << 20, Settled = settled ? ["ExplorerLimitTests.cs"] : [] };

        string? failure = Exploration.Run(scenario, new DepthFirst(1, 0), settings).Failure;

        Assert.Contains("test.hoarder needs too much memory", failure, StringComparison.Ordinal);
        Assert.Contains($"it may have {Megabytes << 20:N0}", failure, StringComparison.Ordinal);
        Assert.Contains("ExplorerLimitTests.cs", failure, StringComparison.Ordinal);
        Assert.Contains("MostBytes", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_keeps_something_of_every_schedule_is_given_up_too()
    {
        var kept = new List<byte[]>();
        var scenario = new Scenario("test.leak", 0, model =>
        {
            kept.Add(new byte[8 << 20]);
            int[] words = new int[2];
            model.Actor("one", () => Write(ref words[0], 10));
            model.Actor("two", () => Write(ref words[1], 10));
        });
        ScenarioSettings settings = new() { MostBytes = 300 << 20 };

        Assert.Contains("test.leak needs too much memory", Exploration.Run(scenario, new DepthFirst(int.MaxValue, 0), settings).Failure, StringComparison.Ordinal);
    }

    /// <summary>The garbage of schedules is collected on the way: 2 GB of it, in an exploration that may have a quarter.</summary>
    [Fact]
    public void One_that_leaves_garbage_is_not_given_up()
    {
        const int Bytes = 2 << 20;
        int[] words = new int[2];
        var scenario = new Scenario("test.garbage", 0, model =>
        {
            byte[] garbage = new byte[Bytes];
            model.Actor("one", () => Write(ref words[0], garbage.Length / Bytes * 5));
            model.Actor("two", () => Write(ref words[1], garbage.Length / Bytes * 5));
        });
        ScenarioSettings settings = new() { MostBytes = 512 << 20 };

        ExplorationResult result = Exploration.Run(scenario, new DepthFirst(int.MaxValue, 0), settings, mostSchedules: 900);

        Assert.Null(result.Failure);
        Assert.Equal(900, result.Schedules);
    }

    /// <summary>A spin that is no wait of .NET's is not interrupted.</summary>
    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void An_interrupt_ends_a_spin_that_sleeps(bool interrupts, bool sleeps, bool ends)
    {
        var outcomes = new HashSet<string>();
        var scenario = new Scenario("test.interrupt", 0, model =>
        {
            int[] word = [0];
            model.Actor("spinner", () => outcomes.Add(SpinUntilSet(word, sleeps) + SpinUntilSet(word, sleeps)));
            model.Actor("writer", () => Volatile.Write(ref word[0], 1));
        });

        Assert.Null(Exploration.Run(scenario, new DepthFirst(2, 0), new() { Interrupts = interrupts }).Failure);
        Assert.Equal(ends ? ["interrupted set ", "set set "] : ["set set "], outcomes.Order());
    }

    [Theory]
    [InlineData("new(\"ring.last-item\", 1_234, LastItem)", 1, "new(\"ring.last-item\", 56_789, LastItem)")]
    [InlineData("{ \"ring.last-item\", 214 },", 1, "{ \"ring.last-item\", 56_789 },")]
    [InlineData("new(\"ring.last-item-of-two\", 1_234, Two), \"ring.last-item\";", 0, null)]
    public void A_pinned_number_is_found_by_its_scenario(string text, int places, string? replaced)
    {
        Assert.Equal(replaced ?? text, Pins.Replace(text, "ring.last-item", 56_789, out int found));
        Assert.Equal(places, found);
    }

    private static string SpinUntilSet(int[] word, bool sleeps)
    {
        try
        {
            SpinWait spin = default;
            while (Volatile.Read(ref word[0]) == 0)
            {
                if (sleeps)
                {
                    spin.SpinOnce();
                }
                else
                {
                    Thread.Yield();
                }
            }

            return "set ";
        }
        catch (ThreadInterruptedException)
        {
            return "interrupted ";
        }
    }

    private static void Write(ref int word, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Volatile.Write(ref word, i + 1);
        }
    }
}
