using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Liten;

/// <summary>
/// One endpoint: accepts clients, and hands Kestrel their connections, or warm ones before they come.
/// </summary>
internal sealed class TransportListener : IConnectionListener
{
    private readonly Channel<SocketConnection> _connections = Channel.CreateUnbounded<SocketConnection>();
    private readonly Socket _socket;
    private readonly TransportParts _parts;
    private readonly WarmConnections? _warm;
    private readonly Task _accepting;
    private volatile bool _isUnbound;

    public TransportListener(Socket socket, EndPoint endPoint, TransportParts parts, TimeSpan keepAliveTimeout)
    {
        _socket = socket;
        EndPoint = endPoint;
        _parts = parts;
        if (parts.Options.WarmConnections > 0)
        {
            _warm = new WarmConnections(parts, endPoint, keepAliveTimeout, Offer);
        }

        // The loop and all that it begins belong to nobody's request.
        using AsyncFlowControl flow = ExecutionContext.SuppressFlow();
        _accepting = AcceptAllAsync();
    }

    public EndPoint EndPoint { get; }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        => await _connections.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)
            && _connections.Reader.TryRead(out SocketConnection? connection)
                ? connection
                : null;

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _isUnbound = true;
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        if (_warm is not null)
        {
            await _warm.StopAsync().ConfigureAwait(false);
        }

        _connections.Writer.TryComplete();
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync().ConfigureAwait(false);
        while (_connections.Reader.TryRead(out SocketConnection? connection))
        {
            connection.Abort();
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Offer(SocketConnection connection) => _connections.Writer.TryWrite(connection);

    private async Task AcceptAllAsync()
    {
        while (!_isUnbound)
        {
            Socket client;
            try
            {
                client = await _socket.AcceptAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                continue; // Unbound, or a client that left before it was accepted.
            }

            Serve(client);
        }
    }

    private void Serve(Socket client)
    {
        try
        {
            if (client.LocalEndPoint is IPEndPoint)
            {
                client.NoDelay = _parts.Options.NoDelay;
            }

            if (_parts.Options.InlineCompletions)
            {
                InlineCompletions.TryEnable(client);
            }

            if (_warm?.TryServe(client) is not true)
            {
                var connection = new SocketConnection(_parts);
                connection.TryBegin(client);
                Offer(connection);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            client.Dispose(); // It has left already.
        }
    }
}
