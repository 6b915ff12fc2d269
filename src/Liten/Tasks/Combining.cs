namespace Liten;

/// <summary>Waits for several tasks. All of them run already, so waiting for one after the other takes no longer than waiting for all at once.</summary>
internal static class Combining
{
    public static async LitenTask WhenAll(LitenTask[] tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var failure = default(FirstFailure);
        foreach (LitenTask task in tasks)
        {
            try
            {
                await task;
            }
            catch (Exception exception)
            {
                failure.Note(exception);
            }
        }

        failure.Throw();
    }

    public static async LitenTask<T[]> WhenAll<T>(LitenTask<T>[] tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var failure = default(FirstFailure);
        var results = new T[tasks.Length];
        for (int i = 0; i < tasks.Length; i++)
        {
            try
            {
                results[i] = await tasks[i];
            }
            catch (Exception exception)
            {
                failure.Note(exception);
            }
        }

        failure.Throw();
        return results;
    }

    public static async LitenTask WhenAll(IEnumerable<JoinHandle> handles)
    {
        JoinHandle[] all = ToArray(handles);
        foreach (JoinHandle handle in all)
        {
            await handle.WaitForEndAsync(CancellationToken.None);
        }

        var failure = default(FirstFailure);
        foreach (JoinHandle handle in all)
        {
            failure.Note(handle);
        }

        failure.Throw();
    }

    public static async LitenTask<T[]> WhenAll<T>(IEnumerable<JoinHandle<T>> handles)
    {
        JoinHandle<T>[] all = ToArray(handles);
        await WhenAll((IEnumerable<JoinHandle>)all);
        return Array.ConvertAll(all, static handle => handle.GetResult());
    }

    public static LitenTask<THandle> WhenAny<THandle>(IEnumerable<THandle> handles)
        where THandle : JoinHandle
    {
        THandle[] all = ToArray(handles);
        if (all.Length == 0)
        {
            throw new ArgumentException("WhenAny needs at least one handle: with none it would never complete.", nameof(handles));
        }

        return WhenAnyWait<THandle>.Start(all);
    }

    private static THandle[] ToArray<THandle>(IEnumerable<THandle> handles)
        where THandle : JoinHandle
    {
        ArgumentNullException.ThrowIfNull(handles);
        THandle[] all = [.. handles];
        if (Array.IndexOf(all, null) is >= 0 and int missing)
        {
            throw new ArgumentException($"The handle at index {missing} is null.", nameof(handles));
        }

        return all;
    }

    /// <summary>The exception that the combination ends with; the others are observed and dropped, as by awaiting Task.WhenAll.</summary>
    private struct FirstFailure
    {
        private System.Runtime.ExceptionServices.ExceptionDispatchInfo? _first;

        public void Note(Exception exception) => _first ??= System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception);

        public void Note(JoinHandle handle)
        {
            try
            {
                handle.ThrowIfFailed();
            }
            catch (Exception exception)
            {
                Note(exception);
            }
        }

        public readonly void Throw() => _first?.Throw();
    }
}
