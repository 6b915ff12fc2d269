using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// One runtime's timers: its sleeping tasks and the timers of its <see cref="LitenTimeProvider"/>, in one wheel under
/// one latch. It has no thread: the scheduler calls <see cref="RunDue"/>, and parks no longer than until
/// <see cref="NextDeadline"/>.
/// </summary>
/// <remarks>
/// <para>A deadline is rounded up to a tick and the clock down, so no timer fires early by the same clock.</para>
/// <para>
/// A thread that parks until <see cref="NextDeadline"/> never sleeps too long. That value becomes earlier in two cases
/// only: when a timer is armed, which is announced, or when it has been reached already.
/// </para>
/// <code>
/// field          written by                        read by        under
/// _wheel         arming, disarming, firing         the same       the latch
/// _nextDeadline  arming, disarming, firing         any thread     writes: the latch; reads: Volatile
/// IsClosed       Close                             arming         the latch
/// LitenTimer     its methods, and firing           the same       the latch
/// </code>
/// </remarks>
[DebuggerDisplay("{Count} timers, next at {NextDeadline} ns")]
internal sealed partial class TimerDriver
{
    private readonly TimerTick _tick;
    private readonly TimerWheel _wheel;
    private readonly Action _deadlineMovedUp;
    private SpinLatch _latch;
    private long _nextDeadline = Nanoseconds.Forever;

    /// <param name="clock">Tells the time; never negative.</param>
    /// <param name="deadlineMovedUp">
    /// Called on the arming thread, without the latch, after a timer has made <see cref="NextDeadline"/> earlier. It
    /// must not throw.
    /// </param>
    public TimerDriver(Clock clock, Action deadlineMovedUp)
    {
        Clock = clock;
        _deadlineMovedUp = deadlineMovedUp;
        Sleeps = new Sleeps(this);
        _tick = new TimerTick(clock.TimerTickBits);
        _wheel = new TimerWheel(_tick.ReachedAt(clock.Nanoseconds));
    }

    /// <summary>The driver of the runtime whose code is running here, or null outside of every runtime.</summary>
    public static TimerDriver? Current => TaskHost.Current?.Timers as TimerDriver;

    /// <summary>The driver of the host's runtime.</summary>
    public static TimerDriver Of(TaskHost host) => (TimerDriver)host.Timers!;

    public Clock Clock { get; }

    /// <summary>The tasks that sleep on this driver's wheel.</summary>
    public Sleeps Sleeps { get; }

    /// <summary>
    /// Guards the wheel and every <see cref="LitenTimer"/> of this driver. The methods named Unsynchronized are for its
    /// holder.
    /// </summary>
    public ref SpinLatch Latch => ref _latch;

    /// <summary>
    /// Whether no thread calls <see cref="RunDue"/> any more, so that nothing may be armed: for the holder of
    /// <see cref="Latch"/>.
    /// </summary>
    public bool IsClosedUnsynchronized { get; private set; }

    /// <summary>
    /// The moment of the clock at which <see cref="RunDue"/> has something to do. It is never later than the earliest
    /// timer, and <see cref="Nanoseconds.Forever"/> if there is none.
    /// </summary>
    /// <remarks>
    /// Acquire: pairs with the release in <see cref="Publish"/>. A thread that was told of an earlier deadline reads it
    /// here.
    /// </remarks>
    public long NextDeadline => Volatile.Read(ref _nextDeadline);

    /// <summary>Gets the number of armed timers. An endless sleep is none.</summary>
    public int Count
    {
        get
        {
            _latch.Enter();
            int count = _wheel.Count;
            _latch.Exit();
            return count;
        }
    }

    /// <summary>
    /// Fires the timers that are due by now, in order of deadline. Wakes and callbacks are only queued, never run on
    /// this stack.
    /// </summary>
    /// <returns>Whether anything was fired.</returns>
    public bool RunDue()
    {
        // Read once: timers that become due meanwhile are for the next call, so this one ends. Even a clock that a test
        // has moved to its end does not reach the moment that never comes.
        long now = Math.Min(Clock.Nanoseconds, Nanoseconds.Forever - 1);
        bool hasFired = false;
        while (NextDeadline <= now)
        {
            DueBatch batch = default;
            Span<object?> due = batch;
            foreach (object? target in due[..TakeDue(now, due)])
            {
                hasFired |= Fire(target);
            }
        }

        return hasFired;
    }

    /// <summary>
    /// The runtime has ended, and no thread calls <see cref="RunDue"/> any more. .NET's timers go on with every
    /// <see cref="LitenTimer"/>. Sleeps end with an exception; those of a task that was given up resume nothing, as its
    /// scheduler has ended.
    /// </summary>
    public void Close()
    {
        _latch.Enter();
        IsClosedUnsynchronized = true;
        Publish(Nanoseconds.Forever);
        _latch.Exit();

        // From here on nothing is armed, and RunDue, which a late worker may still call, finds nothing due.
        var left = new object?[DueBatch.Size];
        while (Count > 0)
        {
            foreach (object? target in left.AsSpan(0, TakeDue(Nanoseconds.Forever, left)))
            {
                (target as SleepWait)?.SetException(Sleeps.RuntimeHasEnded());
                (target as LitenTimer)?.HandOver();
                (target as ITimerTarget)?.EndWithRuntime();
            }
        }
    }

    /// <summary>Arms a timer: for the holder of <see cref="Latch"/>, unless the driver is closed.</summary>
    /// <param name="deadline">A moment of the clock.</param>
    /// <param name="target">
    /// A <see cref="SleepWait"/>, a <see cref="LitenTimer"/> or an <see cref="ITimerTarget"/>, which is not armed now.
    /// </param>
    /// <param name="movedUp">
    /// Whether the caller must call <see cref="AnnounceEarlierDeadline"/> once it has left the latch.
    /// </param>
    /// <returns>The timer's number, for as long as it is armed.</returns>
    public int ArmUnsynchronized(long deadline, object target, out bool movedUp)
    {
        long tick = _tick.AtOrAfter(deadline);
        int timer = _wheel.Insert(tick, target);
        movedUp = _tick.StartOf(tick) < _nextDeadline;
        if (movedUp)
        {
            Publish(_tick.StartOf(tick));
        }

        return timer;
    }

    /// <summary>
    /// Arms a timer anew, whether it is still armed or not. Unlike disarming and arming, it announces nothing unless
    /// the new deadline is the earliest: a timeout that is pushed back again and again wakes no thread.
    /// </summary>
    public int RearmUnsynchronized(int timer, long deadline, object target, out bool movedUp)
    {
        bool wasArmed = _wheel.Cancel(timer, target);
        timer = ArmUnsynchronized(deadline, target, out movedUp);
        if (wasArmed && !movedUp)
        {
            PublishLaterDeadline();
        }

        return timer;
    }

    /// <summary>Disarms a timer, if it is still armed: for the holder of <see cref="Latch"/>.</summary>
    /// <param name="timer">
    /// The number it got when it was last armed. Any number will do if that was on another driver, or never.
    /// </param>
    /// <param name="target">What was armed.</param>
    /// <returns>Whether it was.</returns>
    public bool DisarmUnsynchronized(int timer, object target)
    {
        bool wasArmed = _wheel.Cancel(timer, target);
        if (wasArmed)
        {
            PublishLaterDeadline();
        }

        return wasArmed;
    }

    /// <summary>When a timer that is armed is due: for the holder of <see cref="Latch"/>.</summary>
    public bool TryGetDeadlineUnsynchronized(int timer, object target, out long deadline)
    {
        bool isArmed = _wheel.TryGetDeadline(timer, target, out long tick);
        deadline = _tick.StartOf(tick);
        return isArmed;
    }

    /// <summary>Tells the scheduler that <see cref="NextDeadline"/> has become earlier. Not under the latch.</summary>
    public void AnnounceEarlierDeadline() => _deadlineMovedUp();

    private int TakeDue(long now, Span<object?> due)
    {
        _latch.Enter();
        try
        {
            // Another thread may have done all there was, at a later time than this one's.
            if (_nextDeadline > now)
            {
                return 0;
            }

            _wheel.Advance(_tick.ReachedAt(now), due, out int count);
            for (int i = 0; i < count; i++)
            {
                if (!TryTakeUnsynchronized(due[i], now))
                {
                    due[i] = null;
                }
            }

            Publish(NextInWheel());
            return count;
        }
        finally
        {
            _latch.Exit();
        }
    }

    /// <returns>Whether the caller must fire the target, or hand it over, outside the latch.</returns>
    private bool TryTakeUnsynchronized(object? target, long now) => target switch
    {
        SleepWait sleep => Sleeps.TryTakeUnsynchronized(sleep),
        LitenTimer timer => IsClosedUnsynchronized || timer.TryExpireUnsynchronized(now, out _),
        _ => ((ITimerTarget)target!).TryTakeUnsynchronized(),
    };

    /// <summary>
    /// Behind what the worker holds already, so that the LIFO slot does not reverse the order: that may be sleeps which
    /// an earlier call has ended.
    /// </summary>
    /// <param name="target">What is due, or null.</param>
    private static bool Fire(object? target)
    {
        switch (target)
        {
            case null:
                return false;
            case SleepWait sleep:
                sleep.SetResult(default, givesWay: true);
                return true;
            case LitenTimer timer:
                timer.Queue(givesWay: true);
                return true;
            default:
                ((ITimerTarget)target).Fire();
                return true;
        }
    }

    private void PublishLaterDeadline()
    {
        // The wheel may name the time when timers must move down, which can be earlier than what was published. If that
        // were published unannounced, the next arming would compare with a time for which no thread wakes.
        long next = NextInWheel();
        if (next > _nextDeadline)
        {
            Publish(next);
        }
    }

    private long NextInWheel() => !IsClosedUnsynchronized && _wheel.TryGetNextDeadline(out long tick)
        ? _tick.StartOf(tick)
        : Nanoseconds.Forever;

    // Release: pairs with the read in NextDeadline. The caller holds the latch.
    private void Publish(long deadline) => Volatile.Write(ref _nextDeadline, deadline);

    /// <summary>The timers that are taken out of the wheel at once, on the stack.</summary>
    [InlineArray(Size)]
    internal struct DueBatch
    {
        /// <summary>Bounds how long the latch is held, to about a microsecond (arbitrary).</summary>
        public const int Size = 32;

        private object? _first;
    }
}
