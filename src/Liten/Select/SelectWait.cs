namespace Liten;

/// <summary>
/// The wait of a whole select: value, token and abort race for its one word. Lives as long as the select.
/// </summary>
internal sealed class SelectWait : AbortableWait<VoidResult>, IWaitGroup
{
    /// <summary>The member that has won. Written by the winner before the end is published.</summary>
    public AwaitSource? Winner { get; private set; }

    /// <summary>The use it is in.</summary>
    public LitenTask Begin(CancellationToken cancellationToken) => new(WaitExtensions.Begin(this, cancellationToken));

    bool IWaitGroup.TryClaim(AwaitSource member)
    {
        bool won = TryClaim();
        if (won)
        {
            Winner = member;
        }

        return won;
    }

    void IWaitGroup.End() => SetResult(default);

    /// <summary>
    /// The next use begins: no member can be found any more. Not when the outcome is consumed, for then a giver that
    /// still finds one would win the next round.
    /// </summary>
    public void Reuse()
    {
        Winner = null;
        Meeting.Reset();
    }

    private protected override WaitTarget Describe() => WaitTarget.Primitive("a Select");

    private protected override void Recycle() => StopListening();

    private protected override void Forget()
    {
        // The code that is resumed takes its members out: until then they count as absent.
    }
}
