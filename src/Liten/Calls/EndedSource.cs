using System.Runtime.ExceptionServices;

namespace Liten;

/// <summary>
/// A call that failed before it ever suspended, or a task made from an exception. It may be consumed any number of
/// times.
/// </summary>
internal sealed class EndedSource<T> : AwaitSource<T>
{
    private readonly ExceptionDispatchInfo _failure;

    public EndedSource(Exception failure) => _failure = ExceptionDispatchInfo.Capture(failure);

    internal override bool IsDone(uint token) => true;

    internal override void OnDone(WorkItem continuation) => continuation.Wake();

    internal override T GetResult(uint token)
    {
        _failure.Throw();
        return default;
    }

    private protected override void Recycle()
    {
    }
}
