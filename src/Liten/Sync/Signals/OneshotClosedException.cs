using System.Threading.Channels;

namespace Liten;

/// <summary>
/// A <see cref="Oneshot"/> ended without a value: its sender was disposed without sending, or its receiver was closed.
/// </summary>
/// <remarks>Who catches .NET's <see cref="ChannelClosedException"/> catches this one too.</remarks>
public sealed class OneshotClosedException : ChannelClosedException
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
