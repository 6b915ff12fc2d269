namespace Liten.Compare;

/// <summary>Runs the same on several threads that begin at once.</summary>
internal static class Together
{
    /// <exception cref="OperationCanceledException">The token was cancelled before the beginning.</exception>
    public static double[] Run(int threads, Func<int, double> work, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var results = new double[threads];
        using var begin = new Barrier(threads);
        Thread[] running = [.. Enumerable.Range(0, threads).Select(index => new Thread(() =>
        {
            begin.SignalAndWait();
            results[index] = work(index);
        })
        {
            IsBackground = true,
        })];
        Array.ForEach(running, thread => thread.Start());
        Array.ForEach(running, thread => thread.Join());
        return results;
    }
}
