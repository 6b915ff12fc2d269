namespace Liten;

/// <summary>
/// A mutex was poisoned: code that held its lock has failed, or has said by hand that what it protects is broken.
/// </summary>
/// <remarks>
/// The exception that has poisoned the mutex, if there was one, is the <see cref="Exception.InnerException"/>.
/// </remarks>
public sealed class MutexPoisonedException : InvalidOperationException
{
    private const string DefaultMessage =
        "The mutex is poisoned: code that held its lock has failed, so what it protects may be half changed. " +
        "Look at it, repair it, and call ClearPoison() to lock the mutex again.";

    /// <summary>Makes an exception with the default message.</summary>
    public MutexPoisonedException()
        : base(DefaultMessage)
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public MutexPoisonedException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public MutexPoisonedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal MutexPoisonedException(Exception? cause)
        : base(DefaultMessage, cause)
    {
    }
}
