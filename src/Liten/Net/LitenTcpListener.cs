using System.Net;
using System.Net.Sockets;

namespace Liten;

/// <summary>Accepts connections on the workers of the runtime that awaits them, past the ThreadPool.</summary>
/// <remarks>Thread safety: any number of accepts may be under way, on any threads.</remarks>
/// <example>
/// <code>
/// using var listener = LitenTcpListener.Bind(new IPEndPoint(IPAddress.Loopback, 7000));
/// while (true)
/// {
///     LitenTcpStream connection = await listener.AcceptAsync();
///     _ = LitenTask.Spawn(async () => await ServeAsync(connection));
/// }
/// </code>
/// </example>
public sealed class LitenTcpListener : IDisposable
{
    private readonly Socket _socket;

    private LitenTcpListener(Socket socket) => _socket = socket;

    /// <summary>Where it listens; with the port that the system has chosen, if it was asked to.</summary>
    public EndPoint EndPoint => _socket.LocalEndPoint!;

    /// <summary>Listens from now on.</summary>
    /// <param name="endPoint">An <see cref="IPEndPoint"/>, port 0 for any free one, or a Unix socket.</param>
    /// <param name="backlog">Connections that the system keeps until they are accepted: 1 or more.</param>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="backlog"/> is less than 1.</exception>
    /// <exception cref="SocketException">The address is taken, or none of this machine's.</exception>
    public static LitenTcpListener Bind(EndPoint endPoint, int backlog = 512)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentOutOfRangeException.ThrowIfLessThan(backlog, 1);
        bool isUnix = endPoint is UnixDomainSocketEndPoint;
        var socket = new Socket(
            endPoint.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            InlineCompletions.TryEnable(socket);
            socket.Bind(endPoint);
            socket.Listen(backlog);
            return new LitenTcpListener(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The next connection.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled, or the task was aborted (<see cref="TaskAbortedException"/>).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The listener is closed.</exception>
    public async LitenTask<LitenTcpStream> AcceptAsync(CancellationToken cancellationToken = default)
    {
        var stop = new SocketStop(cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    Socket client = await _socket.AcceptAsync(stop.Token).ConfigureAwait(false);
                    if (client.ProtocolType == ProtocolType.Tcp)
                    {
                        client.NoDelay = true;
                    }

                    return new LitenTcpStream(client);
                }
                catch (OperationCanceledException)
                {
                    stop.ThrowOrGoOn();
                }
                catch (SocketException exception) when (exception.SocketErrorCode == SocketError.OperationAborted)
                {
                    throw new ObjectDisposedException(nameof(LitenTcpListener), exception);
                }
                catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
                {
                    // A client that left before it was accepted; on to the next.
                }
            }
        }
        finally
        {
            stop.Dispose();
        }
    }

    /// <summary>Listens no more. Connections that were accepted go on.</summary>
    public void Dispose() => _socket.Dispose();
}
