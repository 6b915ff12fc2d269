using System.Runtime.ExceptionServices;

namespace Liten;

/// <summary>
/// Waits for several tasks. All of them run already, so waiting for one after the other takes no longer than waiting
/// for all at once.
/// </summary>
internal static class Combining
{
    public static LitenTask WhenAll(LitenTask[] tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        return WaitForAll(tasks);
    }

    public static LitenTask<T[]> WhenAll<T>(LitenTask<T>[] tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        return WaitForAll(tasks);
    }

    public static LitenTask WhenAll(IEnumerable<JoinHandle> handles) => WaitForAll(ToArray(handles));

    public static LitenTask<T[]> WhenAll<T>(IEnumerable<JoinHandle<T>> handles) => WaitForAllResults(ToArray(handles));

    public static LitenTask<THandle> WhenAny<THandle>(IEnumerable<THandle> handles)
        where THandle : JoinHandle
    {
        THandle[] all = ToArray(handles);
        if (all.Length == 0)
        {
            throw new ArgumentException(
                "WhenAny needs at least one handle: with none it would never complete.", nameof(handles));
        }

        return WhenAnyWait<THandle>.Start(all);
    }

    private static async LitenTask WaitForAll(LitenTask[] tasks)
    {
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

    private static async LitenTask<T[]> WaitForAll<T>(LitenTask<T>[] tasks)
    {
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

    private static async LitenTask WaitForAll(JoinHandle[] handles)
    {
        foreach (JoinHandle handle in handles)
        {
            await new EndAwaiter(handle);
        }

        var failure = default(FirstFailure);
        foreach (JoinHandle handle in handles)
        {
            failure.Note(handle);
        }

        failure.Throw();
    }

    private static async LitenTask<T[]> WaitForAllResults<T>(JoinHandle<T>[] handles)
    {
        await WaitForAll(handles);
        return Array.ConvertAll(handles, static handle => handle.GetResult());
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

    /// <summary>
    /// The exception that the combination ends with; the others are observed and dropped, as by awaiting Task.WhenAll.
    /// </summary>
    private struct FirstFailure
    {
        private ExceptionDispatchInfo? _first;

        public void Note(Exception exception) => _first ??= ExceptionDispatchInfo.Capture(exception);

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
