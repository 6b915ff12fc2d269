using System.Threading.Channels;

namespace Liten;

/// <summary>What those get who still want something from a channel that has ended.</summary>
internal static class ClosedChannel
{
    /// <param name="what">The kind of channel, in lower case.</param>
    /// <param name="error">What it was closed with, or null.</param>
    public static ChannelClosedException Failure(string what, Exception? error) => error is null
        ? new ChannelClosedException($"The {what} has ended: it was closed, or the last of one side was disposed.")
        : new ChannelClosedException($"The {what} was closed with an error, which is the inner exception.", error);
}
