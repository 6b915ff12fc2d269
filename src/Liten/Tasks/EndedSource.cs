using System.Runtime.ExceptionServices;

namespace Liten;

/// <summary>A call that failed before it ever suspended, or a task made from an exception. It may be consumed any number of times.</summary>
internal sealed class EndedSource<T> : AwaitSource<T>
{
    private readonly ExceptionDispatchInfo _failure;

    public EndedSource(Exception failure)
    {
        _failure = ExceptionDispatchInfo.Capture(failure);
        Error = _failure;
        Meeting.Complete();
    }

    internal override WorkItem? Run() => null;

    internal override void OnDone(WorkItem continuation) => continuation.Wake();

    private protected override void Recycle() => Error = _failure;
}
