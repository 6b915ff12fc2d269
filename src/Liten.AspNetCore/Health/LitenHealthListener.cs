using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Liten;

/// <summary>
/// Answers whether the process lives, on a port of its own and on a runtime: a starved ThreadPool, a busy Kestrel and a
/// full bulkhead do not keep it from that.
/// </summary>
/// <remarks>Made by <c>AddLitenHealthListener</c>; a service, so that a test can ask for its address.</remarks>
public sealed class LitenHealthListener : IHostedService, IDisposable
{
    private const int LongestQuestion = 8 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly IServiceProvider _services;
    private readonly LitenHealthListenerOptions _options;
    private readonly int _port;
    private LitenTcpListener? _listener;
    private JoinHandle? _answering;

    internal LitenHealthListener(IServiceProvider services, int port, LitenHealthListenerOptions options)
    {
        _services = services;
        _port = port;
        _options = options;
    }

    /// <summary>Where it listens; null before the start of the host.</summary>
    public EndPoint? EndPoint { get; private set; }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Runtime runtime = _options.Runtime is { } name
            ? _services.GetRequiredKeyedService<Runtime>(name)
            : _services.GetRequiredService<Runtime>();
        _listener = LitenTcpListener.Bind(new IPEndPoint(_options.Address, _port));
        EndPoint = _listener.EndPoint;
        _answering = runtime.Spawn(AnswerAllAsync, new SpawnOptions { Name = $"health on {EndPoint}" });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_answering is { } answering)
        {
            answering.Abort();
            await answering.JoinAsync(cancellationToken);
        }

        Dispose();
    }

    /// <summary>Listens no more.</summary>
    public void Dispose() => _listener?.Dispose();

    private async LitenTask AnswerAllAsync()
    {
        while (true)
        {
            LitenTcpStream client = await _listener!.AcceptAsync();
            _ = LitenTask.Spawn(async () => await AnswerAsync(client));
        }
    }

    private async LitenTask AnswerAsync(LitenTcpStream client)
    {
        await using (client)
        {
            try
            {
                using var patience = new CancellationTokenSource(s_patience, Runtime.Current.TimeProvider);
                await ReadQuestionAsync(client, patience.Token);
                await client.WriteAsync(Answer(), patience.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // It has left, or asks too slowly.
            }
        }
    }

    /// <summary>Whatever the question is: up to the empty line that ends it.</summary>
    private static async LitenTask ReadQuestionAsync(LitenTcpStream client, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LongestQuestion];
        int count = 0;
        while (count < buffer.Length && buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8) < 0)
        {
            int read = await client.ReadAsync(buffer.AsMemory(count), cancellationToken);
            count = read > 0 ? count + read : buffer.Length;
        }
    }

    private ReadOnlyMemory<byte> Answer()
    {
        bool isHealthy;
        try
        {
            isHealthy = _options.IsHealthy(_services);
        }
        catch (Exception)
        {
            isHealthy = false; // Who cannot tell is not well.
        }

        return isHealthy
            ? "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nHealthy"u8.ToArray()
            : "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 9\r\nConnection: close\r\n\r\nUnhealthy"u8.ToArray();
    }
}
