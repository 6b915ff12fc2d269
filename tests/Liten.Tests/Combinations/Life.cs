namespace Liten.Tests.Combinations;

/// <summary>The life of a cell's task as the design promises it: a walk through the code of <see cref="Subject"/> on paper.</summary>
/// <remarks>Sentences in quotes are those of the design, "Semantics that are promises".</remarks>
internal sealed class Life
{
    private readonly LifeCell _cell;
    private readonly List<Phase> _path = [];
    private bool _abortRequested;

    private Life(LifeCell cell) => _cell = cell;

    /// <summary>The phases that the task comes to.</summary>
    public IReadOnlyList<Phase> Path => _path;

    /// <summary>Whether the body is called.</summary>
    public bool Begins { get; private set; }

    /// <summary>Whether the finally block runs.</summary>
    public bool Unwinds { get; private set; }

    /// <summary>Whether the finally block can read that the task was aborted.</summary>
    public bool KnowsOfAbort { get; private set; }

    /// <summary>Whether the shutdown gives the task up.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>The endings that the promises leave open: one, but for one case.</summary>
    public IReadOnlyList<Ending> Endings { get; private set; } = [Ending.Abort];

    public static Life Of(LifeCell cell)
    {
        var life = new Life(cell);
        life.Walk();
        life._path.Add(Phase.Ended);
        return life;
    }

    private void Walk()
    {
        // "After shutdown it does not throw: the handle is already aborted."
        if (_cell.Shutdown == ShutdownTime.BeforeSpawn)
        {
            return;
        }

        // "queued ones are aborted without starting"
        _path.Add(Phase.Queued);
        if (_cell.ActsAt(Phase.Queued))
        {
            return;
        }

        Begins = true;
        Departure departure = _cell.Body == BodyKind.BlockingJob ? WalkThroughJob() : WalkThroughMethod();
        if (departure == Departure.Never)
        {
            // "abandoned: its handle is aborted, its finally blocks cannot run, and the report names it"
            IsAbandoned = true;
            return;
        }

        // "its finally blocks run on the runtime, and only then is its handle complete"
        Unwinds = true;
        KnowsOfAbort = _abortRequested;
        Endings = EndingsOf(_cell.Throws == ThrowPlace.InFinally ? Departure.Throwing : departure);
    }

    private Departure WalkThroughJob()
    {
        // "Aborting a blocking job that has begun changes nothing."; "started blocking jobs are waited for"
        _path.Add(Phase.FirstTurn);
        return _cell.Throws switch
        {
            ThrowPlace.BeforeFirstAwait => Departure.Throwing,
            ThrowPlace.CancellationOfNoToken => Departure.ThrowingCancellation,
            _ => Departure.AtItsEnd,
        };
    }

    private Departure WalkThroughMethod()
    {
        ComeTo(Phase.FirstTurn);
        if (_cell.Throws == ThrowPlace.BeforeFirstAwait)
        {
            return Departure.Throwing;
        }

        // "A running one stops at its next Liten await."
        if (_abortRequested)
        {
            return Departure.Stopped;
        }

        // "A task waiting on a Liten awaitable resumes at once with TaskAbortedException"; "waiting tasks are aborted and unwound"
        ComeTo(Phase.LitenWait);
        if (_abortRequested)
        {
            return Departure.Stopped;
        }

        ComeTo(Phase.BetweenAwaits);
        return _cell.Throws switch
        {
            ThrowPlace.AfterLitenAwait => Departure.Throwing,
            ThrowPlace.CancellationOfNoToken => Departure.ThrowingCancellation,
            _ => WalkFromForeignWait(),
        };
    }

    private Departure WalkFromForeignWait()
    {
        // "LitenTask.Current.CancellationToken is cancelled too, for foreign APIs."
        if (_cell.ForeignWaitHonoursToken && _abortRequested)
        {
            return Departure.Stopped;
        }

        ComeTo(Phase.ForeignWait);
        if (_cell.ForeignWaitHonoursToken && _abortRequested)
        {
            return Departure.Stopped;
        }

        // "A task that waits for a foreign awaitable which ignores its token is abandoned"
        if (_cell.ShutdownPhase == Phase.ForeignWait)
        {
            return Departure.Never;
        }

        if (_cell.Throws == ThrowPlace.AfterForeignAwait)
        {
            return Departure.Throwing;
        }

        // The last wait of the code is one of Liten's: "A running one stops at its next Liten await."
        return _abortRequested ? Departure.Stopped : Departure.AtItsEnd;
    }

    /// <summary>"The exception goes to whoever awaits the handle": what the code throws at last is what the task ends with.</summary>
    private IReadOnlyList<Ending> EndingsOf(Departure departure) => departure switch
    {
        Departure.AtItsEnd => [Ending.Success],
        Departure.Throwing => [Ending.Fault],

        // No promise says whether a cancellation that an aborted task throws by itself is the end of its abort or its own.
        Departure.ThrowingCancellation => _abortRequested ? [Ending.Abort, Ending.Cancel] : [Ending.Cancel],
        _ => [Ending.Abort],
    };

    private void ComeTo(Phase phase)
    {
        _path.Add(phase);
        _abortRequested |= _cell.ActsAt(phase);
    }
}
