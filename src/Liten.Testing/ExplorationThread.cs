using System.Runtime.ExceptionServices;

namespace Liten.Testing;

/// <summary>
/// Explores on a thread of its own, so that a turn which never ends fails the test instead of hanging it. The caller's
/// context flows along.
/// </summary>
internal static class ExplorationThread
{
    private const int StackSize = 4 * 1024 * 1024;

    public static T Run<T>(ScheduleBody body, ExploreOptions options, ulong seed, Func<Exploration, T> explore)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        World? world = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    using var own = new World(options);
                    Volatile.Write(ref world, own);
                    result = explore(new Exploration(body, options, seed, own));
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            StackSize)
        { IsBackground = true, Name = "liten-explore" };
        thread.Start();
        Await(thread, options, () => Volatile.Read(ref world));
        failure?.Throw();
        return result;
    }

    private static void Await(Thread thread, ExploreOptions options, Func<World?> world)
    {
        long before = -1;
        while (!thread.Join(options.StuckAfter))
        {
            long now = world()?.Heartbeat ?? 0;
            if (now == before)
            {
                throw Stuck(world(), options);
            }

            before = now;
        }
    }

    private static ScheduleFailedException Stuck(World? world, ExploreOptions options)
    {
        string tasks = world is null ? "" : world.DescribeTasks();
        return new ScheduleFailedException(
            $"Stuck: one turn has not ended within {options.StuckAfter.TotalSeconds:0.#} s. Its code loops, spins, "
            + $"sleeps (Thread.Sleep) or blocks in a way that nothing can see.\n{tasks}",
            ScheduleFailure.Stuck,
            replay: "",
            schedule: 0,
            inner: null);
    }
}
