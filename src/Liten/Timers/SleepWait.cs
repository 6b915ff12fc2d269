namespace Liten;

/// <summary>One sleep: what <see cref="Time.Sleep"/> awaits, and what the wheel hands out when its time has come.</summary>
/// <remarks>
/// Smaller than a node of a primitive, because a program may have millions of them. Its mark is its number in the wheel, after
/// <see cref="Sleeps"/> has armed it; guarded by the driver's latch.
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

    private protected override void Recycle()
    {
        // In this order: the callback of a token that runs right now needs the wheel.
        base.Recycle();
        _sleeps = null;
        s_pool.Return(this);
    }
}
