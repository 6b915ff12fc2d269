using System.Net;
using System.Net.Sockets;

namespace Liten;

/// <summary>
/// A connection whose operations complete on the workers of the runtime that awaits them, past the ThreadPool, and end
/// when the task that waits is aborted.
/// </summary>
/// <remarks>
/// <para>
/// A library on top of it stays on the workers as well: what it awaits with <c>ConfigureAwait(false)</c> goes on on
/// one. So HttpClient needs no item of the ThreadPool for a request on a connection that stands:
/// </para>
/// <example>
/// <code>
/// using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = LitenTcpStream.ConnectAsync });
/// </code>
/// </example>
/// <para>
/// An aborted task's operation throws <see cref="TaskAbortedException"/>, at once as a rule; a token throws
/// <see cref="OperationCanceledException"/>. A read that ends so has taken nothing, and the connection is as good as
/// before; a write may have sent a part. .NET makes that way through the ThreadPool. Name resolution and the end of a
/// socket that somebody still reads from go there, too.
/// </para>
/// <para>
/// Errors of the socket are an <see cref="IOException"/> with a <see cref="SocketException"/> inside, as with
/// <see cref="NetworkStream"/>. Thread safety: one read and one write may be under way at a time. Outside of a runtime
/// it goes on where any awaiting code does.
/// </para>
/// </remarks>
public sealed class LitenTcpStream : Stream
{
    private readonly Socket _socket;

    /// <summary>A connection over a socket, which then belongs to it.</summary>
    /// <param name="socket">A connected stream socket, on which nothing asynchronous was begun yet.</param>
    /// <exception cref="ArgumentNullException"><paramref name="socket"/> is null.</exception>
    /// <exception cref="ArgumentException">It is no stream socket, or not connected.</exception>
    public LitenTcpStream(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.SocketType != SocketType.Stream || !socket.Connected)
        {
            throw new ArgumentException(
                "The socket must be a connected one of SocketType.Stream. LitenTcpStream.ConnectAsync connects.",
                nameof(socket));
        }

        InlineCompletions.TryEnable(socket);
        _socket = socket;
    }

    /// <summary>The socket, for its options and addresses.</summary>
    public Socket Socket => _socket;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Always false.</summary>
    public override bool CanSeek => false;

    /// <summary>A connection has none.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Length => throw Unseekable();

    /// <inheritdoc cref="Length"/>
    public override long Position
    {
        get => throw Unseekable();
        set => throw Unseekable();
    }

    /// <summary>Connects, without Nagle's delay.</summary>
    /// <param name="endPoint">An <see cref="IPEndPoint"/>, a <see cref="DnsEndPoint"/> or a Unix socket.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    /// <exception cref="SocketException">There is nobody, or no such name.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the task was aborted.</exception>
    public static LitenTask<LitenTcpStream> ConnectAsync(
        EndPoint endPoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return ConnectCoreAsync(endPoint, cancellationToken);
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <inheritdoc cref="ConnectAsync(EndPoint, CancellationToken)"/>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await ConnectCoreAsync(context.DnsEndPoint, cancellationToken).AsValueTask().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => ReceiveAsync(buffer, cancellationToken).AsValueTask();

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReceiveAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => SendAsync(buffer, cancellationToken).AsValueTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return SendAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>Blocks the thread. On a worker, await <c>ReadAsync</c> instead.</summary>
    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Checked(() => _socket.Receive(buffer, offset, count, SocketFlags.None));
    }

    /// <summary>Blocks the thread. On a worker, await <c>WriteAsync</c> instead.</summary>
    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Checked(() => _socket.Send(buffer, offset, count, SocketFlags.None));
    }

    /// <summary>Nothing is held back, so this does nothing.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc cref="Flush"/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc cref="Length"/>
    public override long Seek(long offset, SeekOrigin origin) => throw Unseekable();

    /// <inheritdoc cref="Length"/>
    public override void SetLength(long value) => throw Unseekable();

    /// <summary>Closes the connection.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _socket.Dispose();
        }

        base.Dispose(disposing);
    }

    private static async LitenTask<LitenTcpStream> ConnectCoreAsync(EndPoint endPoint, CancellationToken token)
    {
        Socket socket = endPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var stop = new SocketStop(token);
        try
        {
            InlineCompletions.TryEnable(socket);
            await socket.ConnectAsync(endPoint, stop.Token).ConfigureAwait(false);
            return new LitenTcpStream(socket);
        }
        catch (Exception exception)
        {
            socket.Dispose();
            if (exception is OperationCanceledException)
            {
                stop.ThrowOrGoOn();
            }

            throw;
        }
        finally
        {
            stop.Dispose();
        }
    }

    private async LitenTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token)
    {
        var stop = new SocketStop(token);
        try
        {
            while (true)
            {
                try
                {
                    return await _socket.ReceiveAsync(buffer, SocketFlags.None, stop.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    stop.ThrowOrGoOn();
                }
            }
        }
        catch (SocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
        finally
        {
            stop.Dispose();
        }
    }

    private async LitenTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken token)
    {
        var stop = new SocketStop(token);
        try
        {
            while (!buffer.IsEmpty)
            {
                try
                {
                    int sent = await _socket.SendAsync(buffer, SocketFlags.None, stop.Token).ConfigureAwait(false);
                    buffer = buffer[sent..];
                }
                catch (OperationCanceledException)
                {
                    stop.ThrowOrGoOn();
                    throw; // What was sent is not known, so a shield cannot have it begin again.
                }
            }
        }
        catch (SocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
        finally
        {
            stop.Dispose();
        }
    }

    private static int Checked(Func<int> operation)
    {
        try
        {
            return operation();
        }
        catch (SocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private static NotSupportedException Unseekable() => new("A connection is read and written in its order.");
}
