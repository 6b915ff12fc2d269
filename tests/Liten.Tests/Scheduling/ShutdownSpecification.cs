namespace Liten.Tests.Scheduling;

/// <summary>The end of a runtime, and tasks that tell when they have begun.</summary>
public abstract class ShutdownSpecification(Func<RuntimeBuilder> createBuilder) : SchedulerSpecification(createBuilder)
{
    private int _begun;

    /// <summary>A task that waits for ever.</summary>
    private protected JoinHandle SpawnWaiting(RuntimeUnderTest it, Action inFinally, bool untilBegun = true)
    {
        int begunBefore = Volatile.Read(ref _begun);
        var (_, never) = Oneshot.Create<int>();
        JoinHandle task = it.Runtime.Spawn(async () =>
        {
            try
            {
                Begun();
                await never;
            }
            finally
            {
                inFinally();
            }
        });
        if (untilBegun)
        {
            WaitUntilBegun(it, begunBefore + 1);
        }

        return task;
    }

    private protected void Begun() => Interlocked.Increment(ref _begun);

    /// <summary>Lets the runtime run until so many bodies have begun.</summary>
    private protected void WaitUntilBegun(RuntimeUnderTest it, int count) => it.Run(async () =>
    {
        while (Volatile.Read(ref _begun) < count)
        {
            await LitenTask.Yield();
        }
    });
}
