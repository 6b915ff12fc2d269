using Liten.Testing.Xunit;

namespace Liten.Testing.Tests;

/// <summary>The attributes: each schedule makes its own instance, and runs it from its constructor to its Dispose.</summary>
public sealed class LitenFactTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static int s_made;
    private static int s_disposed;
    private bool _isInitialized;

    public async ValueTask InitializeAsync()
    {
        s_made++;
        await Task.Yield();
        _isInitialized = true;
    }

    public ValueTask DisposeAsync()
    {
        s_disposed++;
        Assert.Equal(s_made, s_disposed);
        return ValueTask.CompletedTask;
    }

    [LitenFact(Schedules = 50)]
    public async Task Fact_RunsFromConstructorToDispose()
    {
        Assert.True(_isInitialized);
        Assert.Equal(TimeSpan.Zero, TestRun.Current.Now);
        await Time.Sleep(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromHours(1), TestRun.Current.Now);
        output.WriteLine("one more");
    }

    [LitenFact(Strategy = StrategyKind.Exhaustive, Points = SchedulePoints.Waits)]
    public async LitenTask Fact_OfALitenTask()
        => await LitenTask.WhenAll(LitenTask.Spawn(() => LitenTask.Yield()), LitenTask.Spawn(() => LitenTask.Yield()));

    [LitenFact(Schedules = 50, Points = SchedulePoints.Operations, Workers = 3)]
    public async Task Fact_WithPointsAtOperations()
    {
        var gate = new Lock();
        int count = 0;
        await LitenTask.WhenAll(LitenTask.Spawn(Add), LitenTask.Spawn(Add), LitenTask.Spawn(Add));
        Assert.Equal(3, count);

        LitenTask Add()
        {
            lock (gate)
            {
                int seen = count;
                Interleave.Point();
                count = seen + 1;
            }

            return LitenTask.CompletedTask;
        }
    }

    [LitenTheory(Schedules = 10)]
    [InlineData(1)]
    [InlineData(2)]
    public async ValueTask Theory_RunsEachRow(int hours)
    {
        await Time.Sleep(TimeSpan.FromHours(hours));
        Assert.Equal(TimeSpan.FromHours(hours), TestRun.Current.Now);
    }

    [LitenFact(Schedules = 10)]
    [Replay("lt1:00000000:3=1")]
    public async Task Replay_RunsFirst() => await LitenTask.WhenAll(
        LitenTask.Spawn(() => LitenTask.Yield()), LitenTask.Spawn(() => LitenTask.Yield()));
}
