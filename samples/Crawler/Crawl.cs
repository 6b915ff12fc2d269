using Liten;

namespace Crawler;

/// <summary>Follows all links from one page, within some hosts, until no page is left or it is told to stop.</summary>
/// <remarks>
/// <para>
/// A page's way: <see cref="Found"/> puts it into its host's queue. A worker of that host takes it and has it fetched
/// (<see cref="WorkAsync"/>). The links in it are found in turn. The visit goes to <see cref="CollectAsync"/>, which
/// counts it.
/// </para>
/// <para>
/// Each host has a queue and workers of its own: so a slow host holds up nobody but itself, and there are never more
/// requests to a host than it has workers.
/// </para>
/// </remarks>
internal sealed class Crawl(IReadOnlyList<Host> hosts, Fetcher fetcher, int workersPerHost, CancellationToken stop)
{
    private static readonly TimeSpan s_frame = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, Host> _hosts = hosts.ToDictionary(host => host.Name);

    /// <summary>Pages that are known and not done.</summary>
    private int _open;

    /// <summary>Crawls, and shows the counts now and then.</summary>
    public async LitenTask<Tally> RunAsync(Uri start, Action<Tally> show)
    {
        Found(start);
        Tally tally = await TaskScope.RunAsync(async workers =>
        {
            var (sender, visits) = Mpsc.CreateBounded<Visit>(capacity: 64);
            foreach (Host host in hosts)
            {
                for (int number = 0; number < workersPerHost; number++)
                {
                    MpscSender<Visit> own = sender.Clone();
                    _ = workers.Spawn(() => WorkAsync(host, own), new SpawnOptions { Name = $"{host.Name}-{number}" });
                }
            }

            // The workers' own senders are left: when the last worker ends, the channel does.
            sender.Dispose();
            return await CollectAsync(visits, show);
        });
        tally.AddNeverAsked(hosts);
        return tally;
    }

    /// <summary>Takes page after page, until the queue is closed or it is told to stop.</summary>
    private async LitenTask WorkAsync(Host host, MpscSender<Visit> visits)
    {
        using (visits)
        {
            try
            {
                await foreach (Uri page in host.Waiting.WithCancellation(stop))
                {
                    // Without the token: what has been done is counted, also after Ctrl+C.
                    await visits.SendAsync(await VisitAsync(host, page));
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // A receive that was cancelled took nothing: what is in the queue is what was never asked for.
            }
        }
    }

    private async LitenTask<Visit> VisitAsync(Host host, Uri page)
    {
        try
        {
            Visit visit = await fetcher.VisitAsync(host, page, stop);
            foreach (Uri link in visit.Answer is { IsPage: true } answer ? answer.LinksFrom(page) : [])
            {
                Found(link);
            }

            return visit;
        }
        finally
        {
            // Its links count already, so at zero there is nothing left and nobody who could find more.
            if (Interlocked.Decrement(ref _open) == 0)
            {
                foreach (Host each in hosts)
                {
                    each.Close();
                }
            }
        }
    }

    private void Found(Uri page)
    {
        if (_hosts.TryGetValue(page.Host, out Host? host) && host.TryAdd(page))
        {
            Interlocked.Increment(ref _open);
            host.Enqueue(page);
        }
    }

    /// <summary>The only one to touch the tally, which so needs no lock. Ends when the last worker has.</summary>
    private async LitenTask<Tally> CollectAsync(MpscReceiver<Visit> visits, Action<Tally> show)
    {
        var tally = new Tally(hosts);
        using Interval frames = Time.Interval(s_frame, MissedTickBehavior.Skip);
        using Select select = Select.Create();
        SelectCase<Visit> visited = select.Receive(visits);
        SelectSignal frame = select.Tick(frames); // also when nothing comes, the clock on the screen goes on
        while (await select.NextAsync())
        {
            if (visited.Won(out Visit? visit))
            {
                tally.Add(visit);
            }

            if (frame.Won())
            {
                show(tally);
            }
        }

        return tally;
    }
}
