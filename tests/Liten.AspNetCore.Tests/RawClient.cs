using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Liten.AspNetCore.Tests;

/// <summary>A client on one connection that blocks its thread and needs nobody else's: it works in a starvation.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _count;

    public RawClient(EndPoint endPoint, Func<Stream, Stream>? wrap = null)
    {
        Socket = new Socket(endPoint.AddressFamily, SocketType.Stream, endPoint is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified)
        {
            ReceiveTimeout = (int)Patience.Limit.TotalMilliseconds,
            SendTimeout = (int)Patience.Limit.TotalMilliseconds,
        };
        Socket.Connect(endPoint);
        var stream = new NetworkStream(Socket, ownsSocket: true);
        Stream = wrap?.Invoke(stream) ?? stream;
    }

    public Socket Socket { get; }

    public Stream Stream { get; }

    public string Get(string path, string headers = "")
    {
        Send($"GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n");
        return Receive().Body;
    }

    public void Send(string text) => Stream.Write(Encoding.ASCII.GetBytes(text));

    /// <summary>Reads one answer with a Content-Length.</summary>
    public (string Head, string Body) Receive()
    {
        int end;
        while ((end = _buffer.AsSpan(0, _count).IndexOf("\r\n\r\n"u8)) < 0)
        {
            Fill();
        }

        string head = Encoding.ASCII.GetString(_buffer, 0, end);
        int length = LengthOf(head);
        byte[] body = new byte[length];
        int have = Math.Min(length, _count - end - 4);
        _buffer.AsSpan(end + 4, have).CopyTo(body);
        Keep(end + 4 + have);
        if (have < length)
        {
            Stream.ReadExactly(body, have, length - have);
        }

        return (head, Encoding.ASCII.GetString(body));
    }

    public void Dispose() => Stream.Dispose();

    private static int LengthOf(string head)
    {
        const string Name = "content-length:";
        int at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(head.AsSpan(at + Name.Length).Trim().ToString().Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private void Fill()
    {
        int read = Stream.Read(_buffer, _count, _buffer.Length - _count);
        if (read == 0)
        {
            throw new EndOfStreamException($"The server has closed the connection after: {Encoding.ASCII.GetString(_buffer, 0, _count)}");
        }

        _count += read;
    }

    private void Keep(int from)
    {
        _buffer.AsSpan(from, _count - from).CopyTo(_buffer);
        _count -= from;
    }
}
