namespace Liten;

/// <summary>Lets methods that return .NET's tasks be the bodies of spawned tasks.</summary>
internal static class TaskBodies
{
    public static async LitenTask Run(Func<Task> body)
    {
        TaskIdentity.Flow(ThreadContext.CurrentTask!);
        await Checked(body());
    }

    public static async LitenTask<T> Run<T>(Func<Task<T>> body)
    {
        TaskIdentity.Flow(ThreadContext.CurrentTask!);
        return await Checked(body());
    }

    public static async LitenTask Run(Func<ValueTask> body)
    {
        TaskIdentity.Flow(ThreadContext.CurrentTask!);
        await body();
    }

    public static async LitenTask<T> Run<T>(Func<ValueTask<T>> body)
    {
        TaskIdentity.Flow(ThreadContext.CurrentTask!);
        return await body();
    }

    private static TTask Checked<TTask>(TTask? task)
        where TTask : Task
        => task ?? throw new InvalidOperationException("The task's body returned null instead of a Task.");
}
