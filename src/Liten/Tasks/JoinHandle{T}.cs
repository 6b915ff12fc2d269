namespace Liten;

/// <summary>A spawned task with a result, as its spawner sees it.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <remarks>What <see cref="JoinHandle"/> says of dropping, threads and cancellation holds here too.</remarks>
/// <example>
/// <code>
/// JoinHandle&lt;int&gt; handle = LitenTask.Spawn(async () => await CountAsync());
/// int count = await handle;                 // rethrows what the task threw
/// JoinResult&lt;int&gt; r = await handle.JoinAsync(); // never throws for the task
/// </code>
/// </example>
public abstract class JoinHandle<T> : ResultJoinHandle
{
    private T? _result;

    private protected JoinHandle(TaskHost host, in SpawnSite site)
        : base(host, site)
    {
    }

    /// <summary>
    /// A <see cref="Task{TResult}"/> with the task's outcome; an aborted task becomes a cancelled one.
    /// </summary>
    /// <remarks>While the task is alive, every call returns the same one.</remarks>
    public new Task<T> AsTask()
    {
        if (!HasEnded && Extras().Bridge is { } known)
        {
            return (Task<T>)known;
        }

        var bridge = new TaskBridge<T>(this, 0, static (handle, _) => ((JoinHandle<T>)handle).GetResult());
        Task kept = HasEnded ? bridge.Task : Extras().KeepBridge(bridge.Task);
        return ReferenceEquals(kept, bridge.Task) ? bridge.Connect() : (Task<T>)kept;
    }

    /// <inheritdoc cref="JoinHandle.JoinAsync"/>
    public new async LitenTask<JoinResult<T>> JoinAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.CanBeCanceled)
        {
            await WaitForEndAsync(cancellationToken);
        }
        else
        {
            await new EndAwaiter(this);
        }

        _ = ObserveFailure();
        return new JoinResult<T>(this);
    }

    /// <inheritdoc cref="JoinHandle.GetAwaiter"/>
    public new JoinAwaiter<T> GetAwaiter() => new(this);

    /// <summary>The result, after success; else throws what the task ended with.</summary>
    internal T GetResult()
    {
        ThrowIfFailed();
        return _result!;
    }

    private protected override Task AsTaskOfAnyResult() => AsTask();

    /// <summary>Ends the task with its result.</summary>
    private protected void Complete(T result, Turn? turn)
    {
        _result = result;
        End(aborted: false, turn);
    }
}
