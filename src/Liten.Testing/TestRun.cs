namespace Liten.Testing;

/// <summary>One schedule, as its body sees it.</summary>
/// <remarks>For the code of the schedule, on its one thread.</remarks>
public sealed class TestRun
{
    private readonly TestScheduler _scheduler;
    private readonly AsyncNotify _idle = new();
    private Random? _random;
    private Faults? _faults;
    private int _idlers;

    internal TestRun(Runtime runtime, TestScheduler scheduler)
    {
        Runtime = runtime;
        _scheduler = scheduler;
    }

    /// <summary>The schedule whose code is running here.</summary>
    /// <exception cref="InvalidOperationException">The code runs in no schedule.</exception>
    public static TestRun Current => TestScheduler.Current?.Run ?? throw new InvalidOperationException(
        "This code runs in no schedule. Run it by Explore.Run or by a [LitenFact].");

    /// <summary>The runtime of the schedule; its TimeProvider shows the virtual time.</summary>
    public Runtime Runtime { get; }

    /// <summary>The virtual time since the schedule began.</summary>
    public TimeSpan Now => _scheduler.Clock.Now;

    /// <summary>Random numbers that are the same ones in each schedule, so that a replay sees them again.</summary>
    public Random Random => _random ??= new Random(1);

    /// <summary>Which faults may strike.</summary>
    public Faults Faults => _faults ??= new Faults(_scheduler.Faults);

    internal bool HasIdlers => _idlers > 0;

    /// <summary>Puts a line among the steps of the report.</summary>
    /// <param name="text">The line.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public void Note(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _scheduler.Record?.Note(_scheduler.Steps, text);
    }

    /// <summary>Waits until nothing else can run. No time passes meanwhile.</summary>
    /// <exception cref="TaskAbortedException">When awaited: the calling task was aborted.</exception>
    public LitenTask Idle()
    {
        _idlers++;
        return _idle.WaitAsync();
    }

    /// <summary>Nothing can run: whoever has waited for that goes on.</summary>
    internal bool TryEndIdling()
    {
        if (_idlers == 0)
        {
            return false;
        }

        _idlers = 0;
        _idle.NotifyAll();
        return _scheduler.Ready.Count > 0;
    }
}
