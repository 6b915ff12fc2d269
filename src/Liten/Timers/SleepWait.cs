namespace Liten;

/// <summary>
/// One sleep: <see cref="Time.Sleep"/> awaits it, and the wheel hands it out when its time has come.
/// </summary>
/// <remarks>
/// Smaller than a node of a primitive, because a program may have millions of them. Its mark is its number in the
/// wheel, once <see cref="Sleeps"/> has armed it. The driver's latch guards the mark.
/// </remarks>
internal sealed class SleepWait : AbortableWait<VoidResult>
{
    private static readonly ObjectPool<SleepWait> s_pool = new();

    private Sleeps? _sleeps;

    public static SleepWait Rent(Sleeps sleeps)
    {
        SleepWait sleep = s_pool.TryRent() ?? new SleepWait();
        sleep._sleeps = sleeps;
        return sleep;
    }

    private protected override void Forget() => _sleeps!.Disarm(this);

    private protected override WaitTarget Describe()
        => _sleeps is { } sleeps ? sleeps.Describe(this) : WaitTarget.Moving;

    private protected override void Recycle()
    {
        // In this order: a token's callback that runs right now needs the wheel.
        base.Recycle();
        _sleeps = null;
        s_pool.Return(this);
    }
}
