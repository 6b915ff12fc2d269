namespace Liten;

/// <summary>
/// Makes and starts jobs for <c>Runtime.SpawnBlocking</c> and <c>Blocking.Spawn</c>, which differ only in how they find
/// the pool.
/// </summary>
internal static class BlockingSpawning
{
    public static JoinHandle<T> Spawn<T>(BlockingPool pool, Func<T> body, in SpawnSite site)
    {
        EnsureBlocks(body);
        return Started(new BlockingJob<T>(pool, body, site));
    }

    public static JoinHandle Spawn(BlockingPool pool, Action body, in SpawnSite site)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Started(new BlockingJob<VoidResult>(pool, () => Call(body), site));
    }

    /// <summary>Waits for a place in the queue first, if that is bounded and full.</summary>
    public static LitenTask<JoinHandle<T>> SpawnAsync<T>(
        BlockingPool pool, Func<T> body, in SpawnSite site, CancellationToken cancellationToken)
    {
        EnsureBlocks(body);
        return StartWhenRoom(new BlockingJob<T>(pool, body, site), pool.JobPlaces, cancellationToken);
    }

    /// <inheritdoc cref="SpawnAsync{T}"/>
    public static async LitenTask<JoinHandle> SpawnAsync(
        BlockingPool pool, Action body, SpawnSite site, CancellationToken cancellationToken)
    {
        var job = new BlockingJob<VoidResult>(pool, () => Call(body), site);
        return await StartWhenRoom(job, pool.JobPlaces, cancellationToken);
    }

    /// <summary>Refuses a function that is async: its result is something to await.</summary>
    public static void EnsureBlocks<T>(Func<T> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (ResultKind<T>.IsTask)
        {
            throw new ArgumentException(
                $"The function returns {typeof(T)}: it would not block but return at its first await. " +
                "Use LitenTask.Spawn for it, and Blocking.Spawn inside it for the calls that block.",
                nameof(body));
        }
    }

    private static async LitenTask<JoinHandle<T>> StartWhenRoom<T>(
        BlockingJob<T> job, TaskPlaces? places, CancellationToken cancellationToken)
    {
        if (places is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            job.Start();
        }
        else
        {
            await places.TakeAsync(cancellationToken);
            job.StartInPlace();
        }

        return job;
    }

    private static VoidResult Call(Action body)
    {
        body();
        return default;
    }

    private static BlockingJob<T> Started<T>(BlockingJob<T> job)
    {
        job.Start();
        return job;
    }

    /// <summary>Whether a result is something to await, found out once for each type.</summary>
    private static class ResultKind<T>
    {
        public static readonly bool IsTask = typeof(Task).IsAssignableFrom(typeof(T)) || IsTaskStruct(typeof(T));

        private static bool IsTaskStruct(Type type)
        {
            Type kind = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
            return kind == typeof(ValueTask) || kind == typeof(ValueTask<>)
                || kind == typeof(LitenTask) || kind == typeof(LitenTask<>);
        }
    }
}
