using Microsoft.Extensions.Logging;

namespace Liten;

/// <summary>What a host logs of its runtimes. The ids are fixed: people search for them.</summary>
internal static partial class RuntimeLog
{
    [LoggerMessage(1, LogLevel.Information, "Started with {WorkerThreads} worker threads")]
    public static partial void Started(this ILogger logger, int workerThreads);

    [LoggerMessage(2, LogLevel.Information, "Draining {AliveTasks} tasks, for {Limit} at most")]
    public static partial void Draining(this ILogger logger, long aliveTasks, TimeSpan limit);

    [LoggerMessage(3, LogLevel.Information, "Drained: {CompletedTasks} tasks have ended, none is left")]
    public static partial void Drained(this ILogger logger, long completedTasks);

    [LoggerMessage(4, LogLevel.Warning, "Abandoned: {Task}")]
    public static partial void Abandoned(this ILogger logger, UnfinishedTask task);

    [LoggerMessage(5, LogLevel.Error, "Unhandled exception in {Task}: {Origin}")]
    public static partial void Unhandled(this ILogger logger, Exception exception, TaskInfo? task, string origin);

    [LoggerMessage(
        6, LogLevel.Warning, "Not drained: {CompletedTasks} tasks have ended; what is left will be aborted\n{Left}")]
    public static partial void DrainIncomplete(this ILogger logger, long completedTasks, DrainReport left);

    [LoggerMessage(7, LogLevel.Warning, "Not drained: the host's time is over; what is left will be aborted")]
    public static partial void DrainCut(this ILogger logger);

    [LoggerMessage(8, LogLevel.Warning, "{Dropped} unhandled exceptions came faster than they could be logged")]
    public static partial void UnhandledDropped(this ILogger logger, long dropped);

    [LoggerMessage(9, LogLevel.Warning, "{Report}")]
    public static partial void Stalled(this ILogger logger, StallReport report);
}
