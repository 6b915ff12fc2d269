using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>
/// Step 0 of a shutdown: the hooks that were added last run first, one after the other, each as a task of the runtime.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A hook may use the token after all; the source has no timer.")]
internal sealed class ShutdownHooks(TaskHost host, RuntimeScheduler scheduler, Clock clock)
{
    /// <summary>Nanoseconds between two looks at the time.</summary>
    private const long LookInterval = 5_000_000;

    private readonly CancellationTokenSource _timeIsOver = new();
    private JoinHandle? _late;

    /// <summary>Runs the hooks. What still runs when the time is over is a task like any other then.</summary>
    public void Run(long deadline)
    {
        Delegate[] hooks = host.OnShutdown?.GetInvocationList() ?? [];
        for (int number = hooks.Length; number > 0; number--)
        {
            if (_late is null && clock.Nanoseconds < deadline)
            {
                Run((Func<CancellationToken, LitenTask>)hooks[number - 1], number, deadline);
            }
            else
            {
                host.Hooks.ShutdownHookFailed(
                    new TimeoutException(
                        $"The OnShutdown hook {number} was not run: the shutdown's time was over before. Give " +
                        "Shutdown more time, or the hooks that run before this one less."),
                    null);
            }
        }
    }

    /// <summary>After the tasks have unwound: tells of a hook that has failed too late.</summary>
    public void TellOfLate()
    {
        if (_late is { IsCompleted: true } late)
        {
            TellOfFailure(late);
        }
    }

    private void Run(Func<CancellationToken, LitenTask> hook, int number, long deadline)
    {
        JoinHandle? task = null;
        try
        {
            task = Start(hook, number);
            var join = new ThreadJoin();
            task.OnDone(join);
            while (!task.IsCompleted && clock.Nanoseconds < deadline)
            {
                scheduler.Unwind(
                    join.Parker,
                    Math.Min(LookInterval, Nanoseconds.Until(deadline, clock)),
                    () => task.IsCompleted);
            }
        }
        catch (Exception exception)
        {
            // No memory, or no room for a task. The others shall be run, and the runtime end.
            host.Hooks.ShutdownHookFailed(exception, task?.Describe());
            return;
        }

        if (task.IsCompleted)
        {
            TellOfFailure(task);
        }
        else
        {
            _late = task;
            TokenCancellation.Begin(_timeIsOver, host);
        }
    }

    private SpawnedTask<VoidResult> Start(Func<CancellationToken, LitenTask> hook, int number)
    {
        var options = new SpawnOptions { Name = $"OnShutdown hook {number}" };
        SpawnedTask<VoidResult> task = Spawning.Make(
            host,
            (hook, _timeIsOver.Token),
            static state => state.hook(state.Token),
            new SpawnSite(options, "", 0));

        // It runs also where no further task may live.
        host.Places?.Take();

        // As code of the runtime: it runs also after a drain, which refuses what comes from outside.
        ExecutionContext.Run(
            host.Identity.BaseContext,
            static task => ((SpawnedTask<VoidResult>)task!).Start(hasPlace: true),
            task);
        return task;
    }

    /// <summary>A hook that ends as cancelled because its time is over has done what it was asked for.</summary>
    private void TellOfFailure(JoinHandle hook)
    {
        bool obeyed = hook.WasAborted || (hook.WasCanceled && _timeIsOver.IsCancellationRequested);
        if (hook.ObserveFailure() is { } failure && !obeyed)
        {
            host.Hooks.ShutdownHookFailed(failure, hook.Describe());
        }
    }
}
