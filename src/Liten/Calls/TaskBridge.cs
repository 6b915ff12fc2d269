namespace Liten;

/// <summary>Carries the outcome of a Liten source over into a .NET <see cref="Task"/>.</summary>
/// <remarks>
/// It belongs to no task of a runtime: aborting the task that asked for the bridge does not cancel what it bridges.
/// </remarks>
internal sealed class TaskBridge<T> : WakeTarget
{
    private readonly TaskCompletionSource<T> _target = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<AwaitSource, uint, T> _getResult;
    private readonly AwaitSource _source;
    private readonly uint _token;

    private TaskBridge(AwaitSource source, uint token, Func<AwaitSource, uint, T> getResult)
    {
        _source = source;
        _token = token;
        _getResult = getResult;
    }

    /// <summary>A task that completes as the source does.</summary>
    /// <param name="source">A call in progress, a wait or a handle.</param>
    /// <param name="token">The use of the source.</param>
    /// <param name="getResult">
    /// Consumes the source. A delegate, because this type must not know <see cref="JoinHandle{T}"/>: that one's
    /// JoinAsync would make the two generic types call for ever larger ones, which an ahead-of-time compiler cannot
    /// end.
    /// </param>
    public static Task<T> Connect(AwaitSource source, uint token, Func<AwaitSource, uint, T> getResult)
    {
        var bridge = new TaskBridge<T>(source, token, getResult);
        source.OnDone(bridge);
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
            CancellationToken token = canceled.CancellationToken;
            _target.SetCanceled(token.IsCancellationRequested ? token : new CancellationToken(canceled: true));
        }
        catch (Exception failure)
        {
            _target.SetException(failure);
        }
    }
}
