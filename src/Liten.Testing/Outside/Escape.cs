namespace Liten.Testing;

/// <summary>How code has left the one thread of a schedule, or blocked it.</summary>
/// <param name="What">The API, or what it has done.</param>
/// <param name="Remedy">What to write instead.</param>
/// <param name="Place">Where; null if that is not known.</param>
internal sealed record Escape(string What, string Remedy, CallPlace? Place)
{
    public override string ToString() => $"{What}{(Place is null ? "" : $" at {Place}")}. {Remedy}";

    /// <summary>Code on this thread has queued something to the ThreadPool.</summary>
    public static Escape ToPool() => Of(CallStack.Capture(), "the ThreadPool");

    /// <summary>Code has come to another thread by a way that queues nothing to the ThreadPool.</summary>
    public static Escape ToThread(string thread) => new(
        $"Code of the schedule runs on another thread ({thread})",
        "Use LitenTask.Spawn in place of a thread or a system timer.",
        null);

    /// <summary>Code on this thread blocks it.</summary>
    public static Escape Blocking()
    {
        CallStack stack = CallStack.Capture();
        return new Escape(
            $"{stack.Api ?? "A wait"} blocks the only thread, and nothing else can end that wait",
            "Await instead: AsyncMutex, SemaphoreSlim.WaitAsync, await in place of .Result and .Wait().",
            stack.Place);
    }

    /// <summary>Nothing can go on but what another thread or a system timer may bring.</summary>
    public static Escape Awaiting(string what) => new(
        $"Everything waits for {what}, which nothing in this schedule can end",
        "Task.Delay, CancellationTokenSource and PeriodicTimer take run.Runtime.TimeProvider; real I/O belongs behind "
        + "an interface, or set Outside = OutsideRule.Allow.",
        null);

    private static Escape Of(CallStack stack, string where)
    {
        string api = stack.Api ?? where;
        return new Escape($"{api} hands code to {where}, which no schedule controls", RemedyFor(api), stack.Place);
    }

    private static string RemedyFor(string api) => api switch
    {
        "Task.Run" or "TaskFactory.StartNew" or "ThreadPool.QueueUserWorkItem" =>
            "Use LitenTask.Spawn in its place.",
        "CancellationTokenSource.CancelAsync" => "Use Cancel() in its place.",
        _ when api.StartsWith("Parallel", StringComparison.Ordinal) => "Use LitenTask.ForEachAsync in its place.",
        _ => "Await without ConfigureAwait(false), and use LitenTask.Spawn in place of Task.Run; or set Outside = "
            + "OutsideRule.Allow.",
    };
}
