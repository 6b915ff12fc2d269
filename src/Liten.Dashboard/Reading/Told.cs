namespace Liten;

/// <summary>Puts what was read into the words and numbers of an answer.</summary>
internal static class Told
{
    /// <summary>A place as people say it, and as a query takes it: without folders.</summary>
    public static string Site(string? file, int line) => string.IsNullOrEmpty(file)
        ? ""
        : $"{file[(file.LastIndexOfAny(['/', '\\']) + 1)..]}:{line}";

    public static TaskLinkAnswer? Link(TaskInfo? task)
        => task is { } known ? new TaskLinkAnswer(known.Id, known.Name, Site(known.File, known.Line)) : null;

    public static FrameAnswer Frame(TaskFrame frame)
        => new(frame.Method, frame.File is null ? null : Site(frame.File, frame.Line));

    public static FrameAnswer[] Frames(IEnumerable<TaskFrame> frames) => [.. frames.Select(Frame)];

    public static TaskRowAnswer Row(TaskSnapshot task, int runtime) => new(
        task.Id,
        task.Name,
        Site(task.File, task.Line),
        runtime,
        task.State,
        Milliseconds(task.Age),
        task.Since is { } since ? Milliseconds(since) : null,
        task.ParentId,
        task.IsBlockingJob,
        task.IsAbortRequested,
        task.Thread,
        task.Wait is { } wait ? Wait(wait) : null,
        task.Stack.Count > 0 ? Frame(task.Stack[^1]) : null);

    /// <summary>For example <c>task 17 'pay back'</c>.</summary>
    public static string Name(TaskRowAnswer task)
        => task.Name is null ? $"task {task.Id}" : $"task {task.Id} '{task.Name}'";

    public static string Seconds(TimeSpan time) => time.TotalMinutes >= 2
        ? $"{(int)time.TotalMinutes} min {time.Seconds} s"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");

    /// <summary>To a tenth: more is not known, and is not worth its digits in an answer.</summary>
    public static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);

    public static string Count(long count) => count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

    private static WaitAnswer Wait(TaskWait wait) => new(
        wait.Text,
        wait.Subject,
        wait.Kind,
        wait.TaskId,
        wait.Place,
        wait.Remaining is { } remaining ? Milliseconds(remaining) : null);
}
