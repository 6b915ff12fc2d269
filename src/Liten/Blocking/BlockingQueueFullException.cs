namespace Liten;

/// <summary>
/// A blocking job could not be spawned because as many jobs wait for a thread as the runtime's options allow.
/// </summary>
public sealed class BlockingQueueFullException : InvalidOperationException
{
    /// <summary>Makes an exception with the default message.</summary>
    public BlockingQueueFullException()
        : base("As many blocking jobs wait for a thread as the runtime's MaxBlockingQueue option allows.")
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public BlockingQueueFullException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public BlockingQueueFullException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal BlockingQueueFullException(int maxBlockingQueue)
        : base(
            "All threads of the blocking pool are busy, and its queue is full: MaxBlockingQueue is " +
            $"{maxBlockingQueue}. The job does not run. Await Blocking.SpawnAsync, which waits for a place, or raise " +
            "RuntimeOptions.MaxBlockingQueue or MaxBlockingThreads.")
        => MaxBlockingQueue = maxBlockingQueue;

    /// <summary>The limit that was reached; 0 if it is not known or is 0.</summary>
    public int MaxBlockingQueue { get; }
}
