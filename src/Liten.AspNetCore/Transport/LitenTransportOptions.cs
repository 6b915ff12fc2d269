namespace Liten;

/// <summary>How <c>UseLitenTransport</c> serves connections.</summary>
/// <remarks>What is wrong makes the host's start fail, with all errors in one message.</remarks>
public sealed class LitenTransportOptions
{
    /// <summary>Bytes read from a client that no code has taken yet, before reading pauses. Default: 1 MiB.</summary>
    /// <value>1 or more, or null for no limit.</value>
    public long? MaxReadBufferSize { get; set; } = 1024 * 1024;

    /// <summary>Bytes written that the client has not taken yet, before a flush waits. Default: 64 KiB.</summary>
    /// <value>1 or more, or null for no limit.</value>
    public long? MaxWriteBufferSize { get; set; } = 64 * 1024;

    /// <summary>Whether small packets are sent at once (no Nagle). Default: true.</summary>
    public bool NoDelay { get; set; } = true;

    /// <summary>Connections that the system keeps until they are accepted. Default: 512.</summary>
    /// <value>1 or more; the system may have a limit of its own.</value>
    public int Backlog { get; set; } = 512;

    /// <summary>
    /// Whether an idle connection holds no buffer, for one more call of the system per read. Default: true, as in
    /// Kestrel's own transport.
    /// </summary>
    public bool WaitForDataBeforeAllocatingBuffer { get; set; } = true;

    /// <summary>
    /// Connections per endpoint that Kestrel is given before their clients exist, so that a new client is served while
    /// the ThreadPool is starved. Default: 0.
    /// </summary>
    /// <value>0 to 10,000. Each takes about 10 KiB.</value>
    /// <remarks>
    /// Kestrel begins each connection on the ThreadPool. A warm one has begun already. Up to this many new clients are
    /// served in a starvation; then new ones wait for the ThreadPool, which also refills the warm ones. For HTTP/1.1
    /// without TLS: an endpoint that turns out to speak TLS goes on without. They count in Kestrel's metrics and in its
    /// limit of connections.
    /// </remarks>
    public int WarmConnections { get; set; }

    /// <summary>
    /// Whether sockets complete past the ThreadPool, where this .NET can. Default: true. Without, a request costs about
    /// one item of the ThreadPool, and a starved one holds it up.
    /// </summary>
    public bool InlineCompletions { get; set; } = true;

    /// <summary>The name of the runtime; null for the default one.</summary>
    internal string? RuntimeName { get; set; }
}
