namespace Liten;

/// <summary>A thread outside of the runtime that blocks until a task has ended.</summary>
/// <param name="driver">Another place where the thread may sleep, if it drives a scheduler meanwhile.</param>
internal sealed class ThreadJoin(Parker? driver = null) : WakeTarget
{
    /// <summary>
    /// Kept, because a parker's word costs an allocation on the pinned heap. The last task's wake may come late, and
    /// then one sleep of the next wait ends for nothing.
    /// </summary>
    [ThreadStatic]
    private static ThreadJoin? t_own;

    public Parker Parker { get; } = new();

    /// <summary>Blocks the calling thread until the task has ended.</summary>
    /// <param name="task">What to wait for.</param>
    /// <param name="spin">With what each of the thread's sleeps begins.</param>
    public static void BlockUntilEnd(JoinHandle task, AdaptiveSpin spin)
    {
        ThreadJoin join = t_own ??= new ThreadJoin();
        task.OnDone(join);
        while (!task.IsCompleted)
        {
            join.Parker.ParkFor(Nanoseconds.Forever, spin);
        }
    }

    /// <summary>Runs on the completer's stack.</summary>
    internal override void Wake()
    {
        Parker.Unpark();
        driver?.Unpark();
    }
}
