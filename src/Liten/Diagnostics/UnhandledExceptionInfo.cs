namespace Liten;

/// <summary>An exception that was never awaited, or that came out of code which no task owns, such as a hook.</summary>
/// <param name="Exception">The exception.</param>
/// <param name="Task">The task that threw it, or null when it came from somewhere else.</param>
/// <param name="Origin">Where it came from, in words.</param>
public readonly record struct UnhandledExceptionInfo(Exception Exception, TaskInfo? Task, string Origin);
