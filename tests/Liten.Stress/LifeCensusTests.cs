namespace Liten.Stress;

public class LifeCensusTests
{
    [Fact]
    public void FindLeft_WithARuntimeThatLives_NamesItsThreadsItsPartsAndItsTasks()
    {
        using Runtime runtime = LifeCensus.Build(Runtime.CreateBuilder().WorkerThreads(1).WorkerThreadName("lives"));
        JoinHandle sleeper = runtime.Spawn(async () => await Time.Sleep(Timeout.InfiniteTimeSpan), new SpawnOptions { Name = "sleeper" });
        LifeCensus.AddTasksOf([runtime]);

        string left = LifeCensus.FindLeft(TimeSpan.Zero);

        Assert.Contains("the thread lives-0", left);
        Assert.Contains("Liten runtime lives", left);
        Assert.Contains("1 x Liten.Worker", left);
        Assert.Contains("'sleeper'", left);
        GC.KeepAlive(sleeper);
    }

    [Theory]
    [InlineData("Liten.Stress.WakeStress.Yield_ByManyTasks(workers: 2)", "wake-stress.yield-by-many-tasks.workers-2")]
    [InlineData("Liten.Stress.RuntimeStress.Runtimes_Made", "runtime-stress.runtimes-made")]
    public void ScenarioId_OfATest_IsLowerCaseWithDotsAndDashes(string displayName, string id) => Assert.Equal(id, ScenarioId.Of(displayName));
}
