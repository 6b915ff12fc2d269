using System.Globalization;

namespace Liten;

/// <summary>
/// A receiver of a <see cref="Broadcast"/> was so far behind that items were overwritten before it received them. Its
/// next receive goes on with the oldest item that is kept.
/// </summary>
public sealed class BroadcastLaggedException : Exception
{
    /// <summary>Makes an exception with the default message.</summary>
    public BroadcastLaggedException()
        : base("The broadcast's receiver has missed items. Receive again: the oldest item kept is the next one.")
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public BroadcastLaggedException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public BroadcastLaggedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception that says how many items were missed.</summary>
    /// <param name="missed">How many.</param>
    public BroadcastLaggedException(long missed)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"The broadcast's receiver has missed {missed} items, which were overwritten. "
            + $"Receive again: the oldest item kept is the next one. A larger capacity keeps more."))
        => Missed = missed;

    /// <summary>How many items the receiver has missed, exactly.</summary>
    public long Missed { get; }
}
