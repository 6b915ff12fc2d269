namespace Liten;

/// <summary>Carries the outcome of a Liten source over into a .NET <see cref="Task"/>.</summary>
/// <remarks>It belongs to no task of a runtime: aborting the task that asked for the bridge does not cancel what it bridges.</remarks>
internal sealed class TaskBridge<T> : WorkItem
{
    private readonly TaskCompletionSource<T> _target = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<object, uint, T> _getResult;
    private readonly object _source;
    private readonly uint _token;

    private TaskBridge(object source, uint token, Func<object, uint, T> getResult)
    {
        _source = source;
        _token = token;
        _getResult = getResult;
    }

    public static Task<T> Connect(LitenTask<T> task)
    {
        var bridge = new TaskBridge<T>(task.Source!, task.Token, static (source, token) => ((AwaitSource<T>)source).GetResult(token));
        task.Source!.OnDone(bridge);
        return bridge._target.Task;
    }

    public static Task<T> Connect(JoinHandle<T> handle)
    {
        var bridge = new TaskBridge<T>(handle, 0, static (source, _) => ((JoinHandle<T>)source).GetResult());
        handle.OnDone(bridge);
        return bridge._target.Task;
    }

    /// <summary>Runs on the completer's stack, which is safe: the target never runs a continuation there.</summary>
    internal override void Wake()
    {
        try
        {
            _target.SetResult(_getResult(_source, _token));
        }
        catch (OperationCanceledException canceled)
        {
            _target.SetCanceled(canceled.CancellationToken.IsCancellationRequested ? canceled.CancellationToken : new CancellationToken(canceled: true));
        }
        catch (Exception failure)
        {
            _target.SetException(failure);
        }
    }

    internal override WorkItem? Run() => null;
}
