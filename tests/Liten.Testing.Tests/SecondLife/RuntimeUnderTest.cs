
namespace Liten.Tests;

/// <summary>
/// The twin of the one in Liten.Tests: what the same specifications, linked from there, take for a runtime is a schedule in
/// virtual time.
/// </summary>
internal sealed class RuntimeUnderTest : IDisposable
{
    public RuntimeUnderTest(RuntimeBuilder builder) => Assert.NotNull(builder);

    public static RuntimeUnderTest WithWorkers(int count) => new(Runtime.CreateBuilder().WorkerThreads(count));

    public void Run(Func<LitenTask> body)
        => ManyOrders.RunSchedule(async LitenTask () => await body());

    public T Run<T>(Func<LitenTask<T>> body)
    {
        T? result = default;
        ManyOrders.RunSchedule(async LitenTask () => result = await body());
        return result!;
    }

    /// <summary>How a task has ended, which it must have by the end of the schedule.</summary>
    public JoinResult Outcome(JoinHandle task)
    {
        Assert.True(task.IsCompleted);
        return task.JoinAsync().GetAwaiter().GetResult();
    }

    public void Dispose()
    {
    }
}
