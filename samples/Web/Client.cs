using System.Net;
using System.Net.Sockets;

namespace Web;

/// <summary>A client that blocks its own thread and needs no other: it measures the server alone.</summary>
internal sealed class Client : IDisposable
{
    private static readonly byte[] s_request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray();
    private readonly byte[] _answer = new byte[4096];
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public Client(EndPoint server) => _socket.Connect(server);

    public static void GetOnce(EndPoint server)
    {
        using var client = new Client(server);
        client.Get();
    }

    public void Get()
    {
        _socket.Send(s_request);
        int count = 0;
        while (!_answer.AsSpan(0, count).EndsWith("hello"u8))
        {
            int received = _socket.Receive(_answer.AsSpan(count));
            count += received > 0 ? received : throw new EndOfStreamException("The server has closed the connection.");
        }
    }

    public void Dispose() => _socket.Dispose();
}
