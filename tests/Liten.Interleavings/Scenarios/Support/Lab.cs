namespace Liten.Interleavings;

/// <summary>A runtime without threads: actors are its workers, and what they leave runnable is run after the schedule.</summary>
internal sealed class Lab
{
    private readonly Model _model;
    private readonly RunQueue _queue = new();

    public Lab(Model model, RuntimeHooks? hooks = null, int maxTasks = int.MaxValue)
    {
        _model = model;
        Host = new TaskHost(new object(), hooks ?? new RuntimeHooks(), maxTasks) { Scheduler = _queue };
    }

    public TaskHost Host { get; }

    /// <summary>Adds an actor that is a worker of this runtime.</summary>
    public void Worker(string name, Action body) => _model.Actor(name, () => Within(body));

    /// <summary>Adds an actor that runs what is runnable, until it finds nothing.</summary>
    public void Worker(string name = "worker") => Worker(name, RunAll);

    /// <summary>What must hold when all actors have ended and nothing is runnable any more.</summary>
    public void AtEnd(Action check) => _model.AtEnd(() => Within(() =>
    {
        RunAll();
        check();
    }));

    public JoinHandle<T> Spawn<T>(Func<LitenTask<T>> body) => Spawning.Make(Host, body, new(null, "", 0)).Start();

    /// <summary>Spawns a task from a worker and leaves it runnable: for set-up.</summary>
    public JoinHandle<T> Spawned<T>(Func<LitenTask<T>> body)
    {
        JoinHandle<T>? handle = null;
        Within(() => handle = Spawn(body));
        return handle!;
    }

    /// <summary>The same, and runs it up to its first wait.</summary>
    public JoinHandle<T> Begin<T>(Func<LitenTask<T>> body)
    {
        JoinHandle<T> handle = Spawned(body);
        Within(RunAll);
        return handle;
    }

    public void RunAll() => _queue.RunAll();

    /// <summary>Runs the turn that became runnable first, with what goes on in it.</summary>
    public void RunOne() => Within(() => _queue.RunOne());

    /// <summary>Makes the calling thread a worker for a while, the given one if the scenario looks at it.</summary>
    public void Within(Action body, Turn? worker = null)
    {
        SynchronizationContext? outsideContext = SynchronizationContext.Current;
        Turn turn = worker ?? Host.NewTurn(isWorker: true);
        Turn? outside = Turn.Exchange(turn);
        SynchronizationContext.SetSynchronizationContext(turn.SynchronizationContext);
        body();
        Turn.Exchange(outside);
        SynchronizationContext.SetSynchronizationContext(outsideContext);
    }
}
