using System.Diagnostics;

namespace Crawler;

/// <summary>What came of all pages so far. For one task at a time.</summary>
internal sealed class Tally(IReadOnlyList<Host> hosts)
{
    private const int RecentKept = 5;

    private readonly long _start = Stopwatch.GetTimestamp();

    public IReadOnlyList<HostTally> Hosts { get; } = [.. hosts.Select(host => new HostTally(host))];

    public List<Visit> Failures { get; } = [];

    /// <summary>Pages that Ctrl+C has cut short, and pages that were never asked for.</summary>
    public List<Uri> NotDone { get; } = [];

    public int CutShort { get; private set; }

    /// <summary>The last visits, the newest first.</summary>
    public LinkedList<Visit> Recent { get; } = [];

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    public int Known => Hosts.Sum(host => host.Host.Known);

    public int Fetched => Hosts.Sum(host => host.Fetched);

    public int Retries => Hosts.Sum(host => host.Retries);

    public long Bytes => Hosts.Sum(host => host.Bytes);

    public void Add(Visit visit)
    {
        Hosts.First(host => host.Host == visit.Host).Add(visit);
        if (visit.IsCutShort)
        {
            CutShort++;
            NotDone.Add(visit.Page);
            return;
        }

        if (visit.Problem is not null)
        {
            Failures.Add(visit);
        }

        Recent.AddFirst(visit);
        if (Recent.Count > RecentKept)
        {
            Recent.RemoveLast();
        }
    }

    /// <summary>After the end: what is still in the queues.</summary>
    public void AddNeverAsked(IReadOnlyList<Host> hosts)
    {
        foreach (Host host in hosts)
        {
            while (host.Waiting.TryReceive(out Uri? page))
            {
                NotDone.Add(page);
            }
        }
    }
}
