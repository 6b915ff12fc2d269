using System.Collections.Concurrent;

namespace Liten.ProcessFaults.Subject;

/// <summary>Starts as many threads as it is allowed to, then fails as the system would.</summary>
internal sealed class RationedThreads(int allowed) : ThreadSource
{
    private readonly ConcurrentQueue<Thread> _started = new();

    public int StartedCount => _started.Count;

    public int AliveCount => _started.Count(thread => thread.IsAlive);

    public override Thread Start(string name, int stackSize, ThreadStart body)
    {
        if (_started.Count >= allowed)
        {
            throw new OutOfMemoryException("no thread to be had");
        }

        Thread thread = base.Start(name, stackSize, body);
        _started.Enqueue(thread);
        return thread;
    }
}
