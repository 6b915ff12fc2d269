namespace Liten;

/// <summary>A responder received a request and disposed it without an answer.</summary>
/// <remarks>Whether it did a part of what was requested is not known.</remarks>
public sealed class RequestAbandonedException : Exception
{
    /// <summary>Makes an exception with the default message.</summary>
    public RequestAbandonedException()
        : base("The request has no response: its responder disposed it without answering.")
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public RequestAbandonedException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public RequestAbandonedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
