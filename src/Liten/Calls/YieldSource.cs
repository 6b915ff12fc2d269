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
        // Going on from here is a turn of its own, so the thread knows whose it is.
        if (Turn.Current?.Owner is { MustStop: true } owner)
        {
            throw owner.AbortException();
        }

        return default;
    }

    private protected override void Recycle()
    {
    }
}
