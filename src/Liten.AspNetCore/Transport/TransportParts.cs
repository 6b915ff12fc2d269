using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;

namespace Liten;

/// <summary>What all connections of a listener share.</summary>
internal sealed class TransportParts
{
    public TransportParts(Runtime runtime, LitenTransportOptions options, MemoryPool<byte> memory, ILogger log)
    {
        Runtime = runtime;
        Options = options;
        Memory = memory;
        Log = log;
        var workers = new LitenPipeScheduler(runtime);

        // What the server waits for goes on on a worker. What the transport waits for is short and holds no code of a
        // user's, so it runs where it becomes possible: the send on the worker that flushes, for instance.
        Received = PipeOptionsOf(memory, workers, PipeScheduler.Inline, options.MaxReadBufferSize);
        Sent = PipeOptionsOf(memory, PipeScheduler.Inline, workers, options.MaxWriteBufferSize);
    }

    public Runtime Runtime { get; }

    public LitenTransportOptions Options { get; }

    public MemoryPool<byte> Memory { get; }

    public ILogger Log { get; }

    public PipeOptions Received { get; }

    public PipeOptions Sent { get; }

    private static PipeOptions PipeOptionsOf(
        MemoryPool<byte> memory, PipeScheduler reader, PipeScheduler writer, long? limit)
        => new(memory, reader, writer, limit ?? 0, limit / 2 ?? 0, useSynchronizationContext: false);
}
