namespace Liten;

/// <summary>
/// Something that a <see cref="TimerDriver"/> can arm beside sleeps and timers, which it knows by type.
/// </summary>
internal interface ITimerTarget
{
    /// <summary>The wheel has handed it out: for the holder of the driver's latch.</summary>
    /// <returns>
    /// Whether <see cref="Fire"/> or <see cref="EndWithRuntime"/> must be called outside the latch.
    /// </returns>
    bool TryTakeUnsynchronized();

    /// <summary>Its time has come. Must only wake or queue, never run user code.</summary>
    void Fire();

    /// <summary>The runtime has ended, and with it the time that was waited for.</summary>
    void EndWithRuntime();
}
