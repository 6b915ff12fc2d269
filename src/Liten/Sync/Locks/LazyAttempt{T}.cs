using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>
/// One run of the factory of an <see cref="AsyncLazy{T}"/>: a task of its own, and the token it is given.
/// </summary>
/// <remarks>
/// It joins that task as a .NET bridge does: whatever ends the task, also an abort before it has begun, ends the
/// attempt.
/// <code>
/// field          written by                 read by                    under
/// IsAbandoned    the last waiter to leave   the attempt's end          the lazy's latch
/// _task          who starts it              the end, which it begins   nothing: before the task is joined
/// </code>
/// </remarks>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "A source without a timer and a wait handle has nothing to dispose, and its token may be in use.")]
internal sealed class LazyAttempt<T>(AsyncLazy<T> lazy) : WakeTarget
{
    private static readonly SpawnOptions s_options = new() { Name = $"AsyncLazy<{typeof(T).Name}>" };

    private readonly CancellationTokenSource _cancellation = new();
    private TaskHost? _host;
    private JoinHandle<T>? _task;

    /// <summary>Whether its token was cancelled because nobody waited any more: then its failure is nobody's.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>The task that runs the factory; null before it has one, and outside of every runtime.</summary>
    public TaskInfo? Task => _task?.Describe();

    /// <summary>The same as what others may wait for.</summary>
    public AbortScope? Owning => _task;

    /// <summary>
    /// Begins it in the given runtime, or on the ThreadPool; never runs the factory on the caller's stack.
    /// </summary>
    public void Start(TaskHost? host)
    {
        _host = host;
        try
        {
            if (host is null)
            {
                _ = RunOutsideAsync();
                return;
            }

            var site = new SpawnSite(s_options, "", 0);
            _task = Spawning.Make(host, this, static attempt => attempt.Invoke(), site).Start();
        }
        catch (Exception exception)
        {
            // The runtime has as many tasks as it may, or there is no memory: nothing was started.
            lazy.Fail(this, exception, host);
            return;
        }

        _task.OnDone(this);
    }

    /// <summary>Cancels the factory's token. Callbacks on it are foreign code, and do not run on this stack.</summary>
    public void Cancel()
    {
        if (_host is { } host)
        {
            TokenCancellation.Begin(_cancellation, host);
        }
        else
        {
            _ = _cancellation.CancelAsync();
        }
    }

    /// <summary>The task has ended. Nothing here runs the code of those who wait.</summary>
    internal override void Wake()
    {
        T value;
        try
        {
            value = _task!.GetResult();
        }
        catch (Exception exception)
        {
            lazy.Fail(this, exception, _host);
            return;
        }

        lazy.Complete(value);
    }

    private LitenTask<T> Invoke() => lazy.Factory(_cancellation.Token);

    private async Task RunOutsideAsync()
    {
        T value;
        try
        {
            value = await System.Threading.Tasks.Task.Run(() => Invoke().AsTask()).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            lazy.Fail(this, exception, host: null);
            return;
        }

        lazy.Complete(value);
    }
}
