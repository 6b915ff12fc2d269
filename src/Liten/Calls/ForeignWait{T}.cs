namespace Liten;

/// <summary>One wait for a task of .NET's, which an abort or a token ends while that task goes on.</summary>
internal sealed class ForeignWait<T> : AbortableWait<T>, IForeignWait
{
    private static readonly ObjectPool<ForeignWait<T>> s_pool = new();

    private Task? _task;
    private ForeignTask? _foreign;
    private AbortScope? _asker;
    private Home? _home;

    public IForeignWait? Next { get; set; }

    public IForeignWait? Previous { get; set; }

    /// <summary>The outcome of the task, or the end of the wait before it.</summary>
    /// <param name="task">The task: a <see cref="Task{TResult}"/>, unless T is <see cref="VoidResult"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static LitenTask<T> For(Task task, CancellationToken cancellationToken)
    {
        // What has ended is not refused: nobody else may have its outcome, such as bytes that were read.
        if (task.IsCompleted)
        {
            return Ended(task);
        }

        ForeignTask foreign = ForeignTask.Of(task);
        AbortScope? asker = Turn.CurrentOwner;
        Home home = asker?.Home ?? Home.Capture(owner: null);
        if (WaitRefusal.Of(asker, cancellationToken) is { } refusal)
        {
            foreign.EndEarly(null, home.Hooks, asker?.Describe());
            return LitenTask.FromException<T>(refusal);
        }

        ForeignWait<T> wait = Rent(task);
        wait._foreign = foreign;
        wait._asker = asker;
        wait._home = home;
        if (foreign.TryAdd(wait))
        {
            return wait.Begin(cancellationToken);
        }

        wait.Discard();
        return Ended(task);
    }

    /// <summary>The end comes from the task itself, with the stack trace of its exception.</summary>
    internal override T GetResult(uint token)
    {
        Task task = _task!;
        base.GetResult(token);
        if (task is Task<T> withResult)
        {
            return withResult.GetAwaiter().GetResult();
        }

        task.GetAwaiter().GetResult();
        return default!;
    }

    void IForeignWait.End() => SetResult(default!);

    private protected override void EndEarly(Failure failure)
    {
        _foreign!.EndEarly(this, _home!.Hooks, _asker?.Describe());
        Fail(failure);
    }

    private protected override WaitTarget Describe()
        => _task is { } task ? new(WaitKind.Foreign, ForeignName.Of(task)) : WaitTarget.Moving;

    private protected override void Forget() => _foreign!.Forget(this);

    /// <summary>Nothing was handed over: the task keeps its result, for whoever else has it.</summary>
    private protected override void GiveBack()
    {
        try
        {
            base.GetResult(Version);
        }
        catch (OperationCanceledException)
        {
            // The wait has ended early.
        }
    }

    private protected override void Recycle()
    {
        // In this order: a token's callback that runs right now needs the rest.
        base.Recycle();
        _task = null;
        _foreign = null;
        _asker = null;
        _home = null;
        s_pool.Return(this);
    }

    private static LitenTask<T> Ended(Task task)
    {
        ForeignWait<T> wait = Rent(task);
        wait.SetResult(default!);
        return new LitenTask<T>(wait, wait.Version);
    }

    private static ForeignWait<T> Rent(Task task)
    {
        ForeignWait<T> wait = s_pool.TryRent() ?? new ForeignWait<T>();
        wait._task = task;
        return wait;
    }
}
