namespace Liten;

/// <summary>The one wait of an <see cref="Interval"/>, used again for each of its ticks.</summary>
/// <remarks>It is never in another's use, so what the wheel holds of it is always the wait under way.</remarks>
internal sealed class TickWait(TimerDriver driver) : AbortableWait<VoidResult>, ITimerTarget
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
}
