using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Liten;

/// <content>
/// The two loops between the socket and the pipes. They run on any thread and hold no code of a user's.
/// </content>
internal sealed partial class SocketConnection
{
    /// <summary>A buffer smaller than half a block of the pool is not worth a call of the system.</summary>
    private const int SmallestBuffer = 2048;

    private async Task ReceiveAllAsync(Socket socket)
    {
        Exception? error = null;
        try
        {
            while (await ReceiveAsync(socket).ConfigureAwait(false))
            {
                FlushResult flush = await _received.FlushAsync().ConfigureAwait(false);
                if (flush.IsCompleted || flush.IsCanceled)
                {
                    break;
                }
            }
        }
        catch (SocketException exception) when (IsReset(exception.SocketErrorCode))
        {
            if (!_hasEnded)
            {
                _parts.Log.Reset(ConnectionId);
            }

            error = new ConnectionResetException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            error = exception;
        }

        await _received.CompleteAsync(_endReason ?? error).ConfigureAwait(false);
        FireClosed();
    }

    private async ValueTask<bool> ReceiveAsync(Socket socket)
    {
        if (_parts.Options.WaitForDataBeforeAllocatingBuffer)
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).ConfigureAwait(false);
        }

        Memory<byte> buffer = _received.GetMemory(SmallestBuffer);
        int count = await socket.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false);
        _received.Advance(count);
        return count > 0;
    }

    private async Task SendAllAsync(Socket socket)
    {
        Exception? error = null;
        try
        {
            while (true)
            {
                ReadResult read = await _toSend.ReadAsync().ConfigureAwait(false);
                if (read.IsCanceled)
                {
                    break;
                }

                await SendAsync(socket, read.Buffer).ConfigureAwait(false);
                _toSend.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (SocketException exception) when (IsReset(exception.SocketErrorCode))
        {
            error = new ConnectionResetException(exception.Message, exception);
        }
        catch (Exception exception)
        {
            error = exception; // Of the socket, or the one that the server has completed its side with.
        }

        Exception reason = error ?? new ConnectionAbortedException("The server has closed the connection.");
        End(reason, isGraceful: error is null);
        await _toSend.CompleteAsync(error).ConfigureAwait(false);
        _received.CancelPendingFlush();
    }

    private static async ValueTask SendAsync(Socket socket, ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsSingleSegment)
        {
            await SendSegmentAsync(socket, buffer.First).ConfigureAwait(false);
            return;
        }

        List<ArraySegment<byte>> segments = [];
        foreach (ReadOnlyMemory<byte> segment in buffer)
        {
            if (!MemoryMarshal.TryGetArray(segment, out ArraySegment<byte> array))
            {
                array = segment.ToArray();
            }

            segments.Add(array);
        }

        await socket.SendAsync(segments, SocketFlags.None).ConfigureAwait(false);
    }

    private static async ValueTask SendSegmentAsync(Socket socket, ReadOnlyMemory<byte> segment)
    {
        if (!segment.IsEmpty)
        {
            await socket.SendAsync(segment, SocketFlags.None).ConfigureAwait(false);
        }
    }

    private static bool IsReset(SocketError error)
        => error is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted;
}
