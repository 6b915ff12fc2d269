namespace Liten.Tests.Conformance;

/// <summary>The kinds of threads from which a contract's members are called.</summary>
public enum Caller
{
    /// <summary>A thread that belongs to nobody.</summary>
    PlainThread,

    /// <summary>A thread of .NET's ThreadPool.</summary>
    PoolThread,

    /// <summary>A worker of the runtime; .NET's context: a thread that runs its callbacks.</summary>
    OwnThread,

    /// <summary>A blocking thread of the runtime; .NET: the ThreadPool.</summary>
    OwnBlockingThread,

    /// <summary>A worker of another runtime.</summary>
    AnothersWorker,

    /// <summary>A blocking thread of another runtime.</summary>
    AnothersBlockingJob,
}
