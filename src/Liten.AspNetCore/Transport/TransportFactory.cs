using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Liten;

/// <summary>What Kestrel asks for its listeners.</summary>
internal sealed class TransportFactory(
    IServiceProvider services,
    IOptions<LitenTransportOptions> options,
    IOptions<KestrelServerOptions> server,
    ILoggerFactory loggers,
    IMemoryPoolFactory<byte>? pools = null) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly ILogger _log = loggers.CreateLogger("Liten.AspNetCore.Transport");

    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint or UnixDomainSocketEndPoint or FileHandleEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        LitenTransportOptions transport = options.Value;
        Runtime runtime = transport.RuntimeName is { } name
            ? services.GetRequiredKeyedService<Runtime>(name)
            : services.GetRequiredService<Runtime>();
        Socket socket = Listen(endpoint, transport.Backlog);
        EndPoint bound = socket.LocalEndPoint ?? endpoint;
        if (!transport.InlineCompletions || !InlineCompletions.TryEnable(socket))
        {
            _log.NotInline(bound);
        }

        _log.Listening(bound, runtime.Name, transport.WarmConnections);
        var parts = new TransportParts(runtime, transport, pools?.Create() ?? MemoryPool<byte>.Shared, _log);
        return ValueTask.FromResult<IConnectionListener>(
            new TransportListener(socket, bound, parts, server.Value.Limits.KeepAliveTimeout));
    }

    private static Socket Listen(EndPoint endpoint, int backlog)
    {
        Socket socket;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(exception.Message, exception);
        }

        socket.Listen(backlog);
        return socket;
    }
}
