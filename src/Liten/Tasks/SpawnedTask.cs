namespace Liten;

/// <summary>
/// The whole life of a spawned task, in the order of the methods: start, begin to run, go on after its last wait, end.
/// </summary>
/// <remarks>
/// <para>
/// One object is the queue's work item, the state, the result and the handle. What lies between <see cref="Begin"/> and
/// the second turn belongs to the async method that the body called: its box is queued in this task's place, and when
/// it ends this task goes on in the same turn.
/// </para>
/// <para>
/// Aborting, joining and ending are in <see cref="TaskCore"/>; which transitions are possible, in
/// <see cref="TaskState"/>.
/// </para>
/// </remarks>
internal abstract class SpawnedTask<T> : JoinHandle<T>
{
    /// <summary>
    /// Before the start: the spawner's ExecutionContext, if it is not the default one. After it: the call the task
    /// waits for.
    /// </summary>
    private Published<object> _contextOrCall;

    private protected SpawnedTask(TaskHost host, in SpawnSite site)
        : base(host, site)
        => _contextOrCall.Set(FlowContext.Capture(site.Turn?.BaseContext));

    /// <summary>
    /// A body may return a wait as it is, such as <c>() => Time.Sleep(d)</c>: then the task itself is what waits there.
    /// </summary>
    internal sealed override IAbortableWait? Wait => _contextOrCall.Value as IAbortableWait;

    internal sealed override AwaitSource? OpenCall => _contextOrCall.Value as AwaitSource;

    /// <summary>
    /// Makes the task one of its runtime's live ones and queues it. Never runs the body on the caller's stack.
    /// </summary>
    /// <remarks>After shutdown the task is aborted instead.</remarks>
    /// <param name="turn">The calling thread's turn.</param>
    /// <param name="hasPlace">Whether its places were taken: see <see cref="TaskCore.TakePlaces"/>.</param>
    /// <returns>The task itself.</returns>
    /// <exception cref="TaskLimitExceededException">
    /// The runtime or the group has as many live tasks as it may; nothing was started.
    /// </exception>
    internal SpawnedTask<T> Start(Turn? turn, bool hasPlace = false)
    {
        if (!TryAdmit(turn, hasPlace))
        {
            return this;
        }

        bool queued = false;
        try
        {
            queued = Host.Scheduler.Schedule(this, turn);
        }
        finally
        {
            // Not queued: memory is full, and no one else would end the task. Queued: shutdown closes the host, makes a
            // fence on every processor (TaskHost.Close) and then lists the live tasks. Either it has found this one, or
            // this read sees that it closed.
            if (!queued || Host.IsClosing)
            {
                Abort();
            }
        }

        return this;
    }

    /// <inheritdoc cref="Start(Turn?, bool)"/>
    internal SpawnedTask<T> Start(bool hasPlace = false) => Start(Turn.Current, hasPlace);

    /// <summary>
    /// One turn: the first runs the body, the second, after the body's call has ended, takes over its result.
    /// </summary>
    internal sealed override WorkItem? Run(Turn? turn)
    {
        if (State.IsStarted)
        {
            return State.TakeStale() ? null : Continue(turn);
        }

        if (Host.IsClosing)
        {
            // Queued, or spawned at the very moment of the shutdown, which may not have seen it: it must not begin any
            // more.
            Abort();
        }
        else if (State.TryStart())
        {
            Begin(turn);
            return turn?.TakeSuccessor();
        }

        // Aborted; or begun ahead since the look above, and then it is this entry that was to be passed over.
        State.TakeStale();
        return null;
    }

    /// <summary>The body's call has ended, in this turn or before it.</summary>
    internal sealed override WorkItem? Continue(Turn? turn)
    {
        // Null only after shutdown has given this task up; then its outcome is not wanted any more.
        if (_contextOrCall.Value is AwaitSource<T> call)
        {
            // Before its result is taken: then the call is in its pool again, and an abort must not find it here.
            _contextOrCall.Set(null);
            Finish(call, turn);
        }

        return turn?.TakeSuccessor();
    }

    /// <summary>The first turn, begun ahead of the queue because a turn has ended that waits for this task.</summary>
    internal sealed override WorkItem? RunAhead(Turn turn)
    {
        if (Host.IsClosing || !State.TryStartAhead())
        {
            return null;
        }

        // The turn has put it back before its first item; this is a further one.
        turn.RestoreSynchronizationContext();
        Begin(turn);
        return turn.TakeSuccessor();
    }

    internal sealed override bool TakeStale() => State.TakeStale();

    internal sealed override AbortScope? NoteWait(IAbortableWait wait) => this;

    /// <summary>A call waits for this task or for what it belongs to: a chance to run it soon.</summary>
    internal sealed override void OnAwaited()
    {
        if (!State.IsStarted && Turn.Current is { IsWorker: true } turn && ReferenceEquals(turn.Home, Home))
        {
            turn.Awaits(this);
        }
    }

    /// <summary>Calls the body.</summary>
    private protected abstract LitenTask<T> Invoke();

    private void Begin(Turn? turn)
    {
        turn?.Enter(this);
        var context = (ExecutionContext?)_contextOrCall.Value;
        FlowContext.Enter(context, turn?.BaseContext);
        if (context is not null)
        {
            Host.Identity.Enter();
            TaskIdentity.Replace(this);
        }

        if (Host.FlowsTask)
        {
            TaskIdentity.Flow(this);
        }

        LitenTask<T> call;
        try
        {
            call = Invoke();
        }
        catch (Exception exception)
        {
            // A body that is no async method can throw here; an async one leaves its exception in the call.
            Fail(exception, turn);
            return;
        }

        if (call.IsCompleted)
        {
            Finish(call, turn);
        }
        else
        {
            _contextOrCall.Set(call.Source);
            call.Source!.OnDone(this);
        }
    }

    private void Finish(AwaitSource<T> source, Turn? turn) => Finish(new LitenTask<T>(source, source.Version), turn);

    private void Finish(LitenTask<T> call, Turn? turn)
    {
        T result;
        try
        {
            result = call.EndAwait();
        }
        catch (Exception exception)
        {
            Fail(exception, turn);
            return;
        }

        Complete(result, turn);
    }

    private protected override void Release() => _contextOrCall.Set(null);
}
