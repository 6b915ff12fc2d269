namespace Liten;

/// <content>Who is told when tasks wait for each other, and where a dump goes that is asked for from outside.</content>
public sealed partial class RuntimeOptions
{
    private TimeSpan _waitLimit = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Called once for each circle of tasks that wait for each other, of which one at least is this runtime's: a
    /// deadlock, with the chain of their names. Circles that a cancellation token could end are left out.
    /// </summary>
    /// <remarks>
    /// It is called on the ThreadPool. While a hook is set, the tasks are looked at from time to time, which takes no
    /// more than a fiftieth of one processor. <see cref="Runtime.FindWaitCycles"/> tells the same at once.
    /// </remarks>
    public Action<WaitCycle>? OnWaitCycle { get; set; }

    /// <summary>
    /// Called once when every task of the runtime waits, and nothing inside of the runtime can wake any: no code runs,
    /// no timer is set, no blocking job and no foreign awaitable is waited for. Code outside of it still could.
    /// </summary>
    /// <remarks>As for <see cref="OnWaitCycle"/>. It is called again after a task has run.</remarks>
    public Action<TaskPage>? OnStandstill { get; set; }

    /// <summary>
    /// How long such a state must have lasted before <see cref="OnWaitCycle"/> and <see cref="OnStandstill"/> are
    /// called.
    /// </summary>
    /// <value>Zero or more, at most 24 days. The default is 1 second.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan WaitLimit
    {
        get => _waitLimit;
        set => _waitLimit = InRange(value, nameof(WaitLimit));
    }

    /// <summary>
    /// Takes a dump of the runtime's tasks whenever the process gets SIGQUIT (<c>kill -QUIT</c>, Ctrl+\), which does
    /// not end it then; on Windows, Ctrl+Break. For example <c>Console.Error</c>.
    /// </summary>
    /// <value>The default is null: the signal does what it always does.</value>
    /// <remarks>
    /// A process that was told to ignore the signal ignores it, as a shell tells those in the background.
    /// </remarks>
    public TextWriter? DumpOnQuit { get; set; }

    internal WaitHooks CreateWaitHooks() => new(OnWaitCycle, OnStandstill, WaitLimit, Clock);
}
