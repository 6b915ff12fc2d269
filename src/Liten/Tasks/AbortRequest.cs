namespace Liten;

/// <summary>What the caller of <see cref="TaskState.RequestAbort"/> has to do.</summary>
internal enum AbortRequest
{
    /// <summary>Nothing: the task was aborted before or has completed.</summary>
    Nothing,

    /// <summary>End the task: it had not started and never will.</summary>
    EndBeforeStart,

    /// <summary>End the waits of the task, so that it unwinds by itself.</summary>
    StopWaits,
}
