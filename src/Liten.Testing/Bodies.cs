namespace Liten.Testing;

/// <summary>Makes one kind of body of all that a test may give.</summary>
internal static class Bodies
{
    private static readonly SpawnOptions s_options = new() { Name = "body" };

    public static ScheduleBody Of(Func<TestRun, LitenTask> body, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        return (host, run) => Spawning.Make(host, run, body, Site(file, line)).Start();
    }

    public static ScheduleBody Of(Func<TestRun, Task> body, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        return (host, run) => Spawning.Make(host, () => body(run), Site(file, line)).Start();
    }

    public static ScheduleBody Of(Func<TestRun, ValueTask> body, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        return (host, run) => Spawning.Make(host, () => body(run), Site(file, line)).Start();
    }

    public static ScheduleBody Of(Func<LitenTask> body, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        return (host, _) => Spawning.Make(host, body, Site(file, line)).Start();
    }

    public static ScheduleBody Of(Func<Task> body, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        return (host, _) => Spawning.Make(host, body, Site(file, line)).Start();
    }

    public static ScheduleBody Of(Func<ValueTask> body, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        return (host, _) => Spawning.Make(host, body, Site(file, line)).Start();
    }

    /// <summary>The same body, one of whose tasks may be aborted.</summary>
    public static ScheduleBody WithAbort(ScheduleBody body) => (host, run) =>
    {
        run.Faults.AbortAnyTask(atMost: 1);
        return body(host, run);
    };

    private static SpawnSite Site(string file, int line) => new(s_options, file, line);
}
