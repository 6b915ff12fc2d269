using System.Net;
using Microsoft.Extensions.Logging;

namespace Liten;

/// <summary>What the transport logs. The ids are fixed: people search for them.</summary>
internal static partial class TransportLog
{
    [LoggerMessage(
        1, LogLevel.Information,
        "{EndPoint} is served by the Liten runtime {Runtime}, with {WarmConnections} warm connections")]
    public static partial void Listening(this ILogger logger, EndPoint endPoint, string runtime, int warmConnections);

    [LoggerMessage(2, LogLevel.Warning,
        "Sockets of {EndPoint} complete through the ThreadPool: this .NET has no Socket.PreferInlineCompletions, or it " +
        "is turned off. All works, but a starved ThreadPool holds up requests.")]
    public static partial void NotInline(this ILogger logger, EndPoint endPoint);

    [LoggerMessage(3, LogLevel.Information,
        "{EndPoint} speaks TLS and goes on without warm connections: Kestrel ends a handshake that does " +
        "not begin in time")]
    public static partial void WarmOff(this ILogger logger, EndPoint endPoint);

    [LoggerMessage(4, LogLevel.Debug, "Connection {ConnectionId} was reset by the client")]
    public static partial void Reset(this ILogger logger, string connectionId);

    [LoggerMessage(5, LogLevel.Debug, "Connection {ConnectionId} is aborted: {Reason}")]
    public static partial void Aborted(this ILogger logger, string connectionId, string? reason);
}
