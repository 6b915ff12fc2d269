namespace Liten;

/// <summary>What <see cref="LitenTask.Yield"/> awaits: nothing, only another turn. One object serves all.</summary>
internal sealed class YieldSource : AwaitSource<VoidResult>
{
    public static readonly YieldSource Instance = new();

    private YieldSource()
    {
    }

    internal override bool IsDone(uint token) => false;

    internal override void OnDone(WorkItem continuation) => continuation.Yield();

    internal override VoidResult GetResult(uint token)
    {
        if (ThreadContext.CurrentTask is { MustStop: true } task)
        {
            throw new TaskAbortedException(task);
        }

        return default;
    }

    internal override WorkItem? Run() => null;

    private protected override void Recycle()
    {
    }
}
