namespace Crawler;

/// <summary>What came of the pages of one host so far.</summary>
internal sealed class HostTally(Host host)
{
    public Host Host => host;

    public int Fetched { get; private set; }

    public int Failed { get; private set; }

    public int Retries { get; private set; }

    public long Bytes { get; private set; }

    public TimeSpan Slowest { get; private set; }

    public void Add(Visit visit)
    {
        Retries += Math.Max(visit.Tries - 1, 0);
        if (visit.IsCutShort)
        {
            return;
        }

        Slowest = visit.Took > Slowest ? visit.Took : Slowest;
        if (visit.Problem is not null)
        {
            Failed++;
            return;
        }

        Fetched++;
        Bytes += visit.Answer!.Body.Length;
    }
}
