using System.Runtime.CompilerServices;

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

    /// <param name="source">A call in progress, a wait or a handle.</param>
    /// <param name="token">The use of the source.</param>
    /// <param name="getResult">
    /// Consumes the source. A delegate, because this type must not know <see cref="JoinHandle{T}"/>: that one's
    /// JoinAsync would make the two generic types call for ever larger ones, which an ahead-of-time compiler cannot
    /// end.
    /// </param>
    public TaskBridge(AwaitSource source, uint token, Func<AwaitSource, uint, T> getResult)
    {
        _source = source;
        _token = token;
        _getResult = getResult;
    }

    /// <summary>Completes as the source does, once <see cref="Connect"/> was called.</summary>
    public Task<T> Task => _target.Task;

    internal override object? Caller => Task;

    public Task<T> Connect()
    {
        _source.OnDone(this);
        return Task;
    }

    /// <summary>Runs on the completer's stack, which is safe: the target never runs a continuation there.</summary>
    internal override void Wake()
    {
        try
        {
            _target.SetResult(_getResult(_source, _token));
        }
        catch (Exception failure)
        {
            _target.SetFromTask(Ended(failure));
        }
    }

    /// <summary>
    /// A task that has failed or was cancelled, as by an async method. The builder is .NET's only public way to a
    /// cancelled task that hands on the exception itself.
    /// </summary>
    private static Task<T> Ended(Exception failure)
    {
        var builder = AsyncTaskMethodBuilder<T>.Create();
        Task<T> ended = builder.Task;
        builder.SetException(failure);
        return ended;
    }
}
