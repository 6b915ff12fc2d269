namespace Liten;

/// <summary>Where a submitted job has gone.</summary>
internal enum BlockingPlacement
{
    /// <summary>Nowhere: the pool is closed.</summary>
    Refused,

    /// <summary>To an idle thread, which is to be woken.</summary>
    HandedOver,

    /// <summary>Into the queue.</summary>
    Queued,

    /// <summary>Nowhere yet: it waits for a new thread, which is counted already and is to be started.</summary>
    NeedsThread,

    /// <summary>Nowhere: there is no thread, and none may be started for it.</summary>
    NoThread,
}
