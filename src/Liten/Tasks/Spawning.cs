namespace Liten;

/// <summary>
/// Makes the tasks for all who spawn: a runtime, <c>LitenTask.Spawn</c>, a scope, a set. They differ only in how they
/// find the runtime and in what they put into the site.
/// </summary>
internal static class Spawning
{
    public static SpawnedTask<VoidResult> Make(TaskHost host, Func<LitenTask> body, in SpawnSite site)
    {
        ArgumentNullException.ThrowIfNull(body);
        return site.Group is null
            ? new TaskOfVoid(host, body, site)
            : new Member<Func<LitenTask>, VoidResult>(host, body, static body => body().AsVoidResult, site);
    }

    public static SpawnedTask<T> Make<T>(TaskHost host, Func<LitenTask<T>> body, in SpawnSite site)
    {
        ArgumentNullException.ThrowIfNull(body);
        return site.Group is null
            ? new TaskOfResult<T>(host, body, site)
            : new Member<Func<LitenTask<T>>, T>(host, body, static body => body(), site);
    }

    public static SpawnedTask<VoidResult> Make<TState>(
        TaskHost host, TState state, Func<TState, LitenTask> body, in SpawnSite site)
    {
        ArgumentNullException.ThrowIfNull(body);
        return site.Group is null
            ? new TaskOfState<TState>(host, state, body, site)
            : new Member<(TState State, Func<TState, LitenTask> Body), VoidResult>(
                host, (state, body), static call => call.Body(call.State).AsVoidResult, site);
    }

    public static SpawnedTask<T> Make<TState, T>(
        TaskHost host, TState state, Func<TState, LitenTask<T>> body, in SpawnSite site)
    {
        ArgumentNullException.ThrowIfNull(body);
        return site.Group is null
            ? new TaskOfState<TState, T>(host, state, body, site)
            : new Member<TState, T>(host, state, body, site);
    }

    public static SpawnedTask<VoidResult> Make(TaskHost host, Func<Task> body, in SpawnSite site)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Make(host, body, static body => RunAsTask(body), site);
    }

    public static SpawnedTask<T> Make<T>(TaskHost host, Func<Task<T>> body, in SpawnSite site)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Make(host, body, static body => RunAsTask(body), site);
    }

    public static SpawnedTask<VoidResult> Make(TaskHost host, Func<ValueTask> body, in SpawnSite site)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Make(host, body, static body => RunAsTask(body), site);
    }

    public static SpawnedTask<T> Make<T>(TaskHost host, Func<ValueTask<T>> body, in SpawnSite site)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Make(host, body, static body => RunAsTask(body), site);
    }

    /// <summary>Starts a task once there is room below the limits of its runtime and its group.</summary>
    public static async LitenTask<JoinHandle> StartWhenRoom(
        SpawnedTask<VoidResult> task, CancellationToken cancellationToken)
    {
        await task.TakePlaces(cancellationToken);
        return task.Start(hasPlace: true);
    }

    /// <inheritdoc cref="StartWhenRoom(SpawnedTask{VoidResult}, CancellationToken)"/>
    public static async LitenTask<JoinHandle<T>> StartWhenRoom<T>(
        SpawnedTask<T> task, CancellationToken cancellationToken)
    {
        await task.TakePlaces(cancellationToken);
        return task.Start(hasPlace: true);
    }

    // A body that returns one of .NET's tasks is awaited by a call of Liten's. The task flows with the ExecutionContext
    // then.

    private static async LitenTask RunAsTask(Func<Task> body)
    {
        TaskIdentity.Flow(Turn.CurrentOwner!);
        await Checked(body());
    }

    private static async LitenTask<T> RunAsTask<T>(Func<Task<T>> body)
    {
        TaskIdentity.Flow(Turn.CurrentOwner!);
        return await Checked(body());
    }

    private static async LitenTask RunAsTask(Func<ValueTask> body)
    {
        TaskIdentity.Flow(Turn.CurrentOwner!);
        await body();
    }

    private static async LitenTask<T> RunAsTask<T>(Func<ValueTask<T>> body)
    {
        TaskIdentity.Flow(Turn.CurrentOwner!);
        return await body();
    }

    private static TTask Checked<TTask>(TTask? task)
        where TTask : Task
        => task ?? throw new InvalidOperationException("The task's body returned null instead of a Task.");

    /// <summary>A task whose body is an async method without a result.</summary>
    private sealed class TaskOfVoid(TaskHost host, Func<LitenTask> body, in SpawnSite site)
        : SpawnedTask<VoidResult>(host, site)
    {
        private Func<LitenTask>? _body = body;

        private protected override LitenTask<VoidResult> Invoke() => _body!().AsVoidResult;

        private protected override void Release()
        {
            _body = null;
            base.Release();
        }
    }

    /// <summary>A task whose body is an async method with a result.</summary>
    private sealed class TaskOfResult<T>(TaskHost host, Func<LitenTask<T>> body, in SpawnSite site)
        : SpawnedTask<T>(host, site)
    {
        private Func<LitenTask<T>>? _body = body;

        private protected override LitenTask<T> Invoke() => _body!();

        private protected override void Release()
        {
            _body = null;
            base.Release();
        }
    }

    /// <summary>A task without a result whose body is given its state, so that no closure is needed.</summary>
    private sealed class TaskOfState<TState>(
        TaskHost host, TState state, Func<TState, LitenTask> body, in SpawnSite site)
        : SpawnedTask<VoidResult>(host, site)
    {
        private Func<TState, LitenTask>? _body = body;
        private TState? _state = state;

        private protected override LitenTask<VoidResult> Invoke() => _body!(_state!).AsVoidResult;

        private protected override void Release()
        {
            _body = null;
            _state = default;
            base.Release();
        }
    }

    /// <summary>A task whose body is given its state, so that no closure is needed.</summary>
    private class TaskOfState<TState, T>(
        TaskHost host, TState state, Func<TState, LitenTask<T>> body, in SpawnSite site)
        : SpawnedTask<T>(host, site)
    {
        private Func<TState, LitenTask<T>>? _body = body;
        private TState? _state = state;

        private protected override LitenTask<T> Invoke() => _body!(_state!);

        private protected override void Release()
        {
            _body = null;
            _state = default;
            base.Release();
        }
    }

    /// <summary>A task that belongs to a group, with any body.</summary>
    private sealed class Member<TState, T>(
        TaskHost host, TState state, Func<TState, LitenTask<T>> body, in SpawnSite site)
        : TaskOfState<TState, T>(host, state, body, site)
    {
        private readonly TaskGroup _group = site.Group!;

        private protected override TaskGroup GroupOfMember => _group;
    }
}
