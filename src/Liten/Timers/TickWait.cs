namespace Liten;

/// <summary>
/// One wait of an <see cref="Interval"/>, used again for each tick: the interval's own, or that of a select's case.
/// </summary>
/// <remarks>It is never in another's use, so what the wheel holds of it is always the wait under way.</remarks>
/// <param name="driver">The interval's timers.</param>
/// <param name="interval">For the wait of a select: whom it occupies until it is consumed or taken out.</param>
internal sealed class TickWait(TimerDriver driver, Interval? interval = null)
    : AbortableWait<VoidResult>, ITimerTarget
{
    /// <summary>Arms it: for the holder of the driver's latch, while it is not armed.</summary>
    public void ArmUnsynchronized(long deadline, out bool movedUp)
        => Mark = driver.ArmUnsynchronized(deadline, this, out movedUp);

    /// <summary>Disarms it: for the holder of the driver's latch.</summary>
    /// <returns>False if it was not armed: nobody waits, or the wait has been ended.</returns>
    public bool TryDisarmUnsynchronized() => driver.DisarmUnsynchronized(Mark, this);

    public bool TryTakeUnsynchronized() => TryClaim();

    public void Fire() => SetResult(default, givesWay: true);

    public void EndWithRuntime() => SetException(Sleeps.RuntimeHasEnded());

    private protected override WaitTarget Describe() => new(WaitKind.Time, "the next tick of an Interval");

    private protected override void Forget()
    {
        driver.Latch.Enter();
        TryDisarmUnsynchronized();
        driver.Latch.Exit();
    }

    private protected override void Recycle()
    {
        base.Recycle();
        interval?.Leave();
    }
}
