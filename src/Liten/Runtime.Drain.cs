namespace Liten;

/// <content>How a runtime comes to rest before its end.</content>
public sealed partial class Runtime
{
    /// <summary>
    /// Lets what has begun end by itself: takes no more tasks from outside, and waits until none lives. Aborts nothing.
    /// </summary>
    /// <param name="timeout">Zero or more, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <returns>
    /// What was left when the time was over. When awaited in a task of the runtime itself, that task is left.
    /// </returns>
    /// <remarks>
    /// <para>
    /// From here on a task or blocking job that code outside of the runtime spawns is aborted before it starts, and
    /// <c>BlockOn</c> throws. Code of the runtime may spawn on: its tasks and jobs, what they call, and hooks.
    /// </para>
    /// <para>
    /// The runtime has drained when no task, no blocking job and no call that has outlived its task is alive, and no
    /// worker runs code. There is no way back: a shutdown comes next, and works as always. One that begins meanwhile
    /// ends the drain. Several callers may drain at once.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <example>
    /// <code>
    /// DrainReport drained = await runtime.DrainAsync(TimeSpan.FromSeconds(20));
    /// ShutdownReport end = await runtime.ShutdownAsync(TimeSpan.FromSeconds(5));
    /// </code>
    /// </example>
    public ValueTask<DrainReport> DrainAsync(TimeSpan timeout)
    {
        long nanoseconds = ToNanoseconds(timeout);
        _host.StopIntake();
        var drain = new Task<DrainReport>(
            () => new DrainSequence(_host, _scheduler, _timers.Clock).Run(nanoseconds),
            TaskCreationOptions.RunContinuationsAsynchronously);
        StartThread("drain", () => drain.RunSynchronously(TaskScheduler.Default));
        return new(drain);
    }

    private static long ToNanoseconds(TimeSpan timeout)
    {
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        }

        return Nanoseconds.In(timeout);
    }
}
