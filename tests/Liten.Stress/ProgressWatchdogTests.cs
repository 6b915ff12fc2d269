using Xunit.Sdk;

namespace Liten.Stress;

public class ProgressWatchdogTests
{
    [Fact]
    public void Run_OfAScenarioThatHangs_FailsWithADumpOfItsRuntimes()
    {
        using var end = new ManualResetEventSlim();

        FailException failure = Assert.Throws<FailException>(() => ProgressWatchdog.Run(
            watchdog =>
            {
                using Runtime runtime = watchdog.Watch(Runtime.CreateBuilder().WorkerThreads(1).WorkerThreadName("hangs"));
                runtime.Spawn(async () => await Time.Sleep(Timeout.InfiniteTimeSpan), new SpawnOptions { Name = "sleeper" });
                end.Wait();
            },
            patience: TimeSpan.FromMilliseconds(100)));

        end.Set();
        Assert.Contains("LITEN_STRESS_SEED=", failure.Message);
        Assert.Contains("Liten runtime hangs: running", failure.Message);
        Assert.Contains("hangs-0", failure.Message);
        Assert.Matches(@"1 x ProgressWatchdogTests\.cs:\d+ 'sleeper': wait for", failure.Message);
    }

    [Fact]
    public void Run_OfAScenarioThatThrows_ThrowsWithTheSeed()
    {
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => ProgressWatchdog.Run(_ => throw new PlannedException()));

        Assert.IsType<PlannedException>(failure.InnerException);
        Assert.Contains("LITEN_STRESS_SEED=", failure.Message);
    }

    [Fact]
    public void Ledger_WithABodyThatWasLost_Fails()
    {
        using Runtime runtime = LifeCensus.Build(Runtime.CreateBuilder().CurrentThread());
        var ledger = new TaskLedger();
        ledger.Add(runtime.Spawn(ledger.Body(static () => LitenTask.CompletedTask)));

        Assert.Throws<LossException>(() => ledger.Settle(ledger.TakeHandles()));
    }
}
