namespace Liten;

/// <summary>
/// A <see cref="Oneshot"/> ended without a value: its sender was disposed without sending, or its receiver was closed.
/// </summary>
/// <remarks>An <see cref="InvalidOperationException"/>, as .NET's <c>ChannelClosedException</c> is.</remarks>
public sealed class OneshotClosedException : InvalidOperationException
{
    /// <summary>Makes an exception with the default message.</summary>
    public OneshotClosedException()
        : base("The oneshot was closed before a value was received.")
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public OneshotClosedException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public OneshotClosedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
