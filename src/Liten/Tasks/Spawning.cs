namespace Liten;

/// <summary>Makes and starts tasks for <c>Runtime.Spawn</c> and <c>LitenTask.Spawn</c>, which differ only in how they find the runtime.</summary>
internal static class Spawning
{
    public static JoinHandle Spawn(TaskHost host, Func<LitenTask> body, SpawnOptions? options, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Started(new TaskOfVoid(host, body, options, file, line));
    }

    public static JoinHandle<T> Spawn<T>(TaskHost host, Func<LitenTask<T>> body, SpawnOptions? options, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Started(new TaskOfResult<T>(host, body, options, file, line));
    }

    public static JoinHandle Spawn<TState>(TaskHost host, TState state, Func<TState, LitenTask> body, SpawnOptions? options, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Started(new TaskOfState<TState>(host, state, body, options, file, line));
    }

    public static JoinHandle<T> Spawn<TState, T>(TaskHost host, TState state, Func<TState, LitenTask<T>> body, SpawnOptions? options, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Started(new TaskOfState<TState, T>(host, state, body, options, file, line));
    }

    public static JoinHandle Spawn(TaskHost host, Func<Task> body, SpawnOptions? options, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Spawn(host, body, static body => TaskBodies.Run(body), options, file, line);
    }

    public static JoinHandle<T> Spawn<T>(TaskHost host, Func<Task<T>> body, SpawnOptions? options, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Spawn(host, body, static body => TaskBodies.Run(body), options, file, line);
    }

    public static JoinHandle Spawn(TaskHost host, Func<ValueTask> body, SpawnOptions? options, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Spawn(host, body, static body => TaskBodies.Run(body), options, file, line);
    }

    public static JoinHandle<T> Spawn<T>(TaskHost host, Func<ValueTask<T>> body, SpawnOptions? options, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Spawn(host, body, static body => TaskBodies.Run(body), options, file, line);
    }

    private static SpawnedTask<T> Started<T>(SpawnedTask<T> task)
    {
        task.Start();
        return task;
    }
}
