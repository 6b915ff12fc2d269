using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Liten;

/// <summary>
/// A connection of Kestrel's: two pipes, and a socket that may come later. What is read and written passes between the
/// two on the thread that has it; the server's code runs on workers.
/// </summary>
internal sealed partial class SocketConnection : DefaultConnectionContext, IMemoryPoolFeature, IConnectionSocketFeature
{
    private static readonly string s_idPrefix = $"L{Environment.TickCount64:X}";
    private static long s_lastId;

    private readonly TransportParts _parts;
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _lock = new();
    private readonly PipeWriter _received;
    private readonly PipeReader _toSend;
    private Socket? _socket;
    private Task _exchange = Task.CompletedTask;
    private Exception? _endReason;
    private bool _hasEnded;

    /// <param name="parts">What connections share.</param>
    /// <param name="onFirstRead">Told when the server has begun and waits for the client.</param>
    public SocketConnection(TransportParts parts, Action<SocketConnection>? onFirstRead = null)
        : base($"{s_idPrefix}-{Interlocked.Increment(ref s_lastId):X}")
    {
        _parts = parts;
        var received = new Pipe(parts.Received);
        var sent = new Pipe(parts.Sent);
        _received = received.Writer;
        _toSend = sent.Reader;
        Action? onRead = onFirstRead is null ? null : () => onFirstRead(this);
        Transport = new DuplexPipe(new ServerReader(received.Reader, parts.Runtime, onRead), sent.Writer);
        Application = new DuplexPipe(sent.Reader, received.Writer);
        ConnectionClosed = _closed.Token;
        Features.Set<IMemoryPoolFeature>(this);
        Features.Set<IConnectionSocketFeature>(this);
    }

    /// <summary>Whether it was closed.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded);

    public MemoryPool<byte> MemoryPool => _parts.Memory;

    /// <exception cref="InvalidOperationException">No client has come yet: the connection is a warm one.</exception>
    public Socket Socket => _socket ?? throw new InvalidOperationException("This connection waits for its client.");

    /// <summary>Serves the client behind a socket.</summary>
    /// <returns>False if the connection was closed before a client came; the socket is untouched then.</returns>
    public bool TryBegin(Socket socket)
    {
        lock (_lock)
        {
            if (_hasEnded)
            {
                return false;
            }

            _socket = socket;
            LocalEndPoint = socket.LocalEndPoint;
            RemoteEndPoint = socket.RemoteEndPoint;
        }

        _exchange = ExchangeAsync(socket);
        return true;
    }

    /// <summary>
    /// Closes a connection that no client has come to: the server sees one that said nothing and left.
    /// </summary>
    public void Retire()
    {
        lock (_lock)
        {
            if (_socket is not null || _hasEnded)
            {
                return;
            }

            _hasEnded = true;
        }

        _received.Complete();
        FireClosed();
    }

    /// <param name="abortReason">Kestrel gives none when the client has left first.</param>
    public override void Abort(ConnectionAbortedException? abortReason)
    {
        abortReason ??= new ConnectionAbortedException();
        _parts.Log.Aborted(ConnectionId, abortReason.Message);
        End(abortReason, isGraceful: false);
        _toSend.CancelPendingRead();
    }

    public override void Abort() => Abort(new ConnectionAbortedException("The connection was aborted by the server."));

    public override async ValueTask DisposeAsync()
    {
        await Transport.Input.CompleteAsync().ConfigureAwait(false);
        await Transport.Output.CompleteAsync().ConfigureAwait(false);
        Retire();
        await _exchange.ConfigureAwait(false);
        _closed.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ExchangeAsync(Socket socket)
    {
        Task receiving = ReceiveAllAsync(socket);
        await SendAllAsync(socket).ConfigureAwait(false);
        await receiving.ConfigureAwait(false);
        socket.Dispose();
    }

    /// <summary>Ends both directions; the first reason counts.</summary>
    private void End(Exception reason, bool isGraceful)
    {
        Socket? socket;
        lock (_lock)
        {
            if (_hasEnded)
            {
                return;
            }

            _hasEnded = true;
            _endReason = reason;
            socket = _socket;
        }

        if (socket is null)
        {
            _received.Complete(reason);
            FireClosed();
            return;
        }

        Close(socket, isGraceful);
    }

    /// <summary>
    /// Wakes both loops through the poll, not by a close: .NET ends what waits for a closed socket on the ThreadPool.
    /// </summary>
    private static void Close(Socket socket, bool isGraceful)
    {
        try
        {
            if (!isGraceful && socket.ProtocolType == ProtocolType.Tcp)
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0); // a reset, when it is disposed of
            }

            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            socket.Dispose(); // The client was faster.
        }
    }

    private void FireClosed()
        => _parts.Runtime.QueueWorkItem(static state => ((SocketConnection)state!).CancelClosed(), this);

    private void CancelClosed()
    {
        try
        {
            _closed.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The connection has been disposed of meanwhile; nobody listens.
        }
    }
}
