namespace Liten.Testing.Tests;

/// <summary>The exhaustive strategy tries every order once, and there are as many as combinatorics says.</summary>
public sealed class ExhaustiveTests
{
    [Theory]
    [InlineData(2, 70)]
    [InlineData(3, 34_650)]
    public void IndependentTasksOfFourTurns_HaveAsManyOrdersAsThereAre(int tasks, int orders)
    {
        ExplorationReport report = Explore.Run(
            async () =>
            {
                int left = tasks;
                var done = new TaskCompletionSource();
                for (int i = 0; i < tasks; i++)
                {
                    _ = LitenTask.Spawn(async () =>
                    {
                        for (int turn = 1; turn < 4; turn++)
                        {
                            await LitenTask.Yield();
                        }

                        if (--left == 0)
                        {
                            done.SetResult();
                        }
                    });
                }

                await done.Task;
            },
            new ExploreOptions { Strategy = Strategy.Exhaustive });
        Assert.Equal(orders, report.Schedules);
        Assert.True(report.IsComplete);
    }

    [Fact]
    public void EveryOrder_IsTriedOnce()
    {
        var seen = new List<string>();
        ExplorationReport report = Explore.Run(
            async () =>
            {
                string order = "";
                await LitenTask.WhenAll(LitenTask.Spawn(() => Write("ab")), LitenTask.Spawn(() => Write("cd")));
                seen.Add(order);

                async LitenTask Write(string letters)
                {
                    order += letters[0];
                    await LitenTask.Yield();
                    order += letters[1];
                }
            },
            new ExploreOptions { Strategy = Strategy.Exhaustive });

        Assert.True(report.IsComplete);
        Assert.Equal(["abcd", "acbd", "acdb", "cabd", "cadb", "cdab"], seen.Distinct().Order());
    }
}
