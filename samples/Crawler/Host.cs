using System.Collections.Concurrent;
using Liten;

namespace Crawler;

/// <summary>A host: the pages that are known of it, those that wait, and how often it may be asked.</summary>
internal sealed class Host(string name, int requestsPerSecond)
{
    private readonly (MpmcSender<Uri> Sender, MpmcReceiver<Uri> Receiver) _queue = Mpmc.CreateUnbounded<Uri>();
    private readonly ConcurrentDictionary<Uri, bool> _known = new();

    // Several workers share the ticks. An interval has one tick for one wait, so they queue up at its lock.
    private readonly AsyncMutex<Interval> _rate = new(Time.Interval(
        TimeSpan.Zero, TimeSpan.FromSeconds(1.0 / requestsPerSecond), MissedTickBehavior.Delay));

    public string Name => name;

    /// <summary>How many pages are known, done or not.</summary>
    public int Known => _known.Count;

    /// <summary>The pages that wait for a worker.</summary>
    public MpmcReceiver<Uri> Waiting => _queue.Receiver;

    /// <summary>Each page is taken once, however many links lead to it.</summary>
    public bool TryAdd(Uri page) => _known.TryAdd(page, true);

    /// <summary>Never waits: workers fill the queues that they empty, so a full one could stop them all.</summary>
    public void Enqueue(Uri page) => _queue.Sender.TrySend(page);

    /// <summary>Waits until the host may be asked again.</summary>
    public async LitenTask WaitForTurnAsync(CancellationToken stop)
    {
        using AsyncMutexGuard<Interval> rate = await _rate.LockAsync(stop);
        await rate.Value.TickAsync(stop);
    }

    /// <summary>No page will come any more: workers that wait for one end.</summary>
    public void Close() => _queue.Sender.Close();
}
