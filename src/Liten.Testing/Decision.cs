namespace Liten.Testing;

/// <summary>One place of a schedule where more than one thing can happen next.</summary>
/// <remarks>Alternative 0 is the default order: the code that has just run, else what has waited longest.</remarks>
public readonly struct Decision
{
    private readonly TestScheduler _scheduler;

    internal Decision(TestScheduler scheduler, int step, int runnable, bool timeMayPass, int faults, int faultPoint = 0)
    {
        _scheduler = scheduler;
        Step = step;
        Runnable = runnable;
        TimeMayPass = timeMayPass;
        Count = runnable + (timeMayPass ? 1 : 0) + faults;
        FaultPoint = faultPoint;
    }

    /// <summary>The number of the step that is to be chosen; the first one is 1.</summary>
    public int Step { get; }

    /// <summary>How many alternatives there are: 2 or more.</summary>
    public int Count { get; }

    /// <summary>The virtual time.</summary>
    public TimeSpan Now => _scheduler.Clock.Now;

    internal int Runnable { get; }

    internal bool TimeMayPass { get; }

    /// <summary>Within a step: the number of the place where running code asks for a fault; else 0.</summary>
    internal int FaultPoint { get; }

    /// <summary>The number of the first alternative that is a fault, if there is one.</summary>
    internal int FirstFault => Runnable + (TimeMayPass ? 1 : 0);

    internal TestScheduler Scheduler => _scheduler;

    /// <summary>What happens if the alternative is chosen.</summary>
    /// <param name="alternative">0 up to <see cref="Count"/> - 1.</param>
    public AlternativeKind KindOf(int alternative)
        => alternative < Runnable ? AlternativeKind.Run
            : alternative < FirstFault ? AlternativeKind.PassTime
            : AlternativeKind.Fault;

    /// <summary>
    /// A number that stays with the task, or with the method, that goes on if the alternative is chosen; 0 where none
    /// does.
    /// </summary>
    /// <param name="alternative">0 up to <see cref="Count"/> - 1.</param>
    public long TaskOf(int alternative)
        => FaultPoint == 0 && alternative < Runnable ? _scheduler.KeyOf(_scheduler.Ready[alternative]) : 0;
}
