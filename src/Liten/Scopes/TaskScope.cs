namespace Liten;

/// <summary>Tasks that cannot outlive the block of code that has opened the scope.</summary>
/// <remarks>
/// <para>
/// <see cref="RunAsync(Func{TaskScope, LitenTask}, ScopeOptions?, string, int)"/> runs a body and completes when the
/// body and every child that it has spawned have ended. The first failure, of a child or of the body, aborts the others
/// and is rethrown as it was thrown, once all have unwound. Every further one goes to <c>OnUnhandledException</c>,
/// unless somebody was awaiting its task. A child that ends as cancelled without having been aborted counts as failed;
/// one that was aborted by its handle does not.
/// </para>
/// <para>
/// Children that still run when the body returns are aborted, unless <see cref="ScopeOptions.WaitForChildren"/> is set:
/// await them, or <see cref="JoinAsync"/>.
/// </para>
/// <para>
/// <see cref="SuperviseAsync(Func{TaskScope, LitenTask}, ScopeOptions?, string, int)"/> is for children that have
/// nothing to do with each other: a child's failure does not touch the others. It is reported to
/// <c>OnUnhandledException</c>, unless somebody was awaiting the child.
/// </para>
/// <para>
/// The body is a task of its own, as the children are: <c>LitenTask.Current</c> in it is that task, whose parent is
/// the one that has opened the scope.
/// </para>
/// <para>
/// Thread safety: the body and all tasks inside of the scope, also those of scopes within, may use it at the same time.
/// </para>
/// <para>
/// Cancellation: an abort of the task that awaits the scope reaches everything in it at once; the await ends when all
/// has unwound. A shield of that task holds the abort back from the scope as from any wait.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// (int users, int orders) = await TaskScope.RunAsync(async scope =>
/// {
///     JoinHandle&lt;int&gt; users = scope.Spawn(async () => await CountUsersAsync());
///     JoinHandle&lt;int&gt; orders = scope.Spawn(async () => await CountOrdersAsync());
///     return (await users, await orders); // if one fails, the other one is aborted
/// });
/// </code>
/// </example>
public sealed partial class TaskScope : TaskGroup, IWaitHolder<VoidResult>
{
    private static readonly ScopeOptions s_default = new();
    private static readonly Action<object?> s_cancel
        = static scope => ((TaskScope)scope!).AbortAll(ScopeCause.Token);

    private readonly TaskHost _host;
    private readonly ScopeOptions _options;
    private readonly bool _supervises;
    private readonly TaskCore? _owner;
    private readonly TaskScope? _outer;
    private readonly string _file;
    private readonly int _line;

    private TaskCore? _body;
    private TaskCore? _failed;
    private ScopeCause _cause;
    private bool _wasCut;
    private IntrusiveList<WaitNode<VoidResult>> _joiners;

    private TaskScope(TaskHost host, ScopeOptions options, bool supervises, string file, int line)
        : base(endsWithLastMember: true)
    {
        _host = host;
        _options = options;
        _supervises = supervises;
        _owner = TaskCore.Current;
        _outer = _owner?.Group as TaskScope;
        _file = file;
        _line = line;
        if (options.MaxConcurrency != int.MaxValue)
        {
            // One more, for the body.
            Places = new TaskPlaces((long)options.MaxConcurrency + 1);
        }
    }

    /// <summary>The name given in <see cref="ScopeOptions"/>, or null.</summary>
    public string? Name => _options.Name;

    internal override string? AbortReason => _cause switch
    {
        ScopeCause.None => null,
        ScopeCause.Failure => $"the {_failed!.Describe()} has failed, which belongs to the same {this}",
        ScopeCause.Left => $"the body of the {this} has returned",
        ScopeCause.Deadline => $"the {this} has reached its deadline",
        ScopeCause.Token => $"the token of the {this} was cancelled",
        ScopeCause.Owner => $"the {_owner!.Describe()}, which has opened the {this}, was aborted",
        _ => $"the {this} was aborted",
    };

    /// <summary>
    /// Aborts the body and all children. The scope ends with a <see cref="TaskAbortedException"/> once all have
    /// unwound, unless they all had ended by themselves. Idempotent, returns at once, may be called from anywhere.
    /// </summary>
    public void Abort()
    {
        SchedulingPoint.Here();
        AbortAll(ScopeCause.Abort);
    }

    /// <summary>Completes when no child of the scope lives. For the scope's body.</summary>
    /// <param name="cancellationToken">Ends the wait; it does not touch the children.</param>
    /// <remarks>
    /// Does not throw for a child that has failed: the scope aborts its body then, and with it this wait.
    /// </remarks>
    /// <exception cref="InvalidOperationException">A child of the scope calls, which would wait for itself.</exception>
    /// <exception cref="OperationCanceledException">When awaited: the token was cancelled.</exception>
    /// <exception cref="TaskAbortedException">When awaited: the body was aborted.</exception>
    public LitenTask JoinAsync(CancellationToken cancellationToken = default)
    {
        if (TaskCore.Current is { } current && current != _body && Contains(current))
        {
            throw new InvalidOperationException(
                $"The {current.Describe()} is a child of the {this}, so it would wait for itself. Call JoinAsync in " +
                "the scope's body, or await the handles of the siblings.");
        }

        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(this, static (scope, token) => scope.JoinAsync(token), cancellationToken);
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException(refusal);
        }

        WaitNode<VoidResult> node = WaitNode<VoidResult>.Rent(this);
        Latch.Enter();
        bool waits = LiveCountUnsynchronized > 1;
        if (waits)
        {
            _joiners.AddLast(node);
        }

        Latch.Exit();
        if (waits)
        {
            return new LitenTask(node.Begin(cancellationToken));
        }

        node.Discard();
        return default;
    }

    /// <summary>For example <c>scope 'load' (opened at Server.cs:42)</c>.</summary>
    public override string ToString()
    {
        string name = Name is null ? "" : $" '{Name}'";
        string place = string.IsNullOrEmpty(_file) ? "" : $" (opened at {Path.GetFileName(_file)}:{_line})";
        return $"scope{name}{place}";
    }

    WaitTarget IWaitHolder<VoidResult>.Describe() => DescribeMembers();

    void IWaitHolder<VoidResult>.Forget(WaitNode<VoidResult> node)
    {
        Latch.Enter();
        _joiners.Remove(node);
        Latch.Exit();
    }

    /// <summary>What a child is made with.</summary>
    private SpawnSite Site(SpawnOptions? options, string file, int line)
    {
        if (HasEnded)
        {
            throw new InvalidOperationException(
                $"The {this} has ended, and what it spawned now would outlive it. Spawn in its body or in its " +
                "children, or use LitenTask.Spawn for a task that belongs to nobody.");
        }

        if (TaskCore.Current is { } current && !Contains(current))
        {
            throw new InvalidOperationException(
                $"The {current.Describe()} is not inside of the {this}, so the scope may end before it. Spawn in the " +
                "scope's body or in its children, or hand them the work through a channel.");
        }

        return new SpawnSite(options, file, line, this);
    }

    private SpawnSite BodySite => new(Name is null ? null : new SpawnOptions { Name = Name }, _file, _line, this);

    /// <summary>The life of a scope: its body is started, everything in it ends, and the outcome is told.</summary>
    private async LitenTask<T> RunToEnd<T>(SpawnedTask<T> body)
    {
        if (WaitRefusal.Of(_options.CancellationToken) is { } refusal)
        {
            throw refusal;
        }

        _body = body;
        DeadlineTimer? deadline = null;
        if (_options.Timeout != Timeout.InfiniteTimeSpan || _options.Deadline != DateTimeOffset.MaxValue)
        {
            deadline = new DeadlineTimer(
                _host, _options.Timeout, _options.Deadline, () => AbortAll(ScopeCause.Deadline));
            deadline.Start();
        }

        CancellationTokenRegistration registration = _options.CancellationToken.UnsafeRegister(s_cancel, this);
        try
        {
            _ = body.Start();
            await new GroupEndAwaiter(this);
        }
        finally
        {
            registration.Unregister();
            deadline?.Dispose();
        }

        ThrowIfFailed(body);
        return body.GetResult();
    }

    private bool Contains(TaskCore task)
    {
        var scope = task.Group as TaskScope;
        while (scope is not null && scope != this)
        {
            scope = scope._outer;
        }

        return scope is not null;
    }
}
