namespace Liten.Tests;

/// <summary>
/// The twin of the one in Liten.Tests: the same specifications, linked from there, run in many orders and in virtual time.
/// </summary>
internal sealed class RuntimeUnderTest : IDisposable
{
    private const int Schedules = 200;

    public static RuntimeUnderTest WithWorkers(int count)
    {
        Assert.True(count > 0);
        return new RuntimeUnderTest();
    }

    public static void Explore(Func<LitenTask> body)
        => Testing.Explore.Run(body, new ExploreOptions { Schedules = Schedules, MaxTime = TimeSpan.FromDays(2) });

    public void Run(Func<LitenTask> body) => Explore(body);

    public T Run<T>(Func<LitenTask<T>> body)
    {
        T? result = default;
        Explore(async () => result = await body());
        return result!;
    }

    public void Dispose()
    {
    }
}
