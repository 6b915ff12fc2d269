using System.Net;
using Crawler;

namespace Liten.Testing.Tests.Samples;

/// <summary>The sample's crawl, unchanged, against hosts that answer at once, in many orders and in virtual time.</summary>
public sealed class CrawlerTests
{
    private const string Overloaded = "overloaded";

    private static readonly Dictionary<string, string[]> s_links = new()
    {
        ["http://a/"] = ["http://a/1", "http://b/", "http://elsewhere/"],
        ["http://a/1"] = ["http://a/", "http://b/1"],
        ["http://b/"] = ["http://a/1", "http://b/1", "http://b/missing"],
        ["http://b/1"] = [],
    };

    [Fact]
    public void EachPage_IsAskedForOnce_AndTheCrawlEnds() => Explore.Run(
        async () =>
        {
            Tally tally = await CrawlAsync(default);
            Assert.Equal((5, 4), (tally.Known, tally.Fetched));
            Assert.Equal("http://b/missing", Assert.Single(tally.Failures).Page.ToString());
            Assert.Empty(tally.NotDone);
        },
        new ExploreOptions { Schedules = 300, EarlyTimers = TimeSpan.Zero });

    [Fact]
    public void CtrlC_AtAnyStep_EveryKnownPageIsSomewhere() => Explore.Run(
        async run =>
        {
            using var stop = new CancellationTokenSource();
            run.Faults.Cancel(stop);
            Tally tally = await CrawlAsync(stop.Token);
            Assert.Equal(tally.Known, tally.Fetched + tally.Failures.Count + tally.NotDone.Count);
        },
        new ExploreOptions { Schedules = 300, EarlyTimers = TimeSpan.Zero });

    [Fact]
    public void OverloadedHostOrLateTimeout_IsAskedAgain() => Explore.Run(
        async run =>
        {
            run.Faults.Allow(Overloaded, atMost: 2);
            Tally tally = await CrawlAsync(default);
            Assert.Equal(tally.Known, tally.Fetched + tally.Failures.Count);
            Assert.Empty(tally.NotDone);
        },
        new ExploreOptions { Schedules = 300 });

    private static async LitenTask<Tally> CrawlAsync(CancellationToken stop)
    {
        Host[] hosts = [new("a", requestsPerSecond: 10), new("b", requestsPerSecond: 10)];
        using var client = new HttpClient(new Site()) { Timeout = Timeout.InfiniteTimeSpan };
        var crawl = new Crawl(hosts, new Fetcher(client, parallel: 2, random: static () => 0.5), workersPerHost: 2, stop);
        return await crawl.RunAsync(new Uri("http://a/"), static _ => { });
    }

    private sealed class Site : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage answer = Fault.Here(Overloaded) ? new(HttpStatusCode.ServiceUnavailable)
                : s_links.TryGetValue(request.RequestUri!.ToString(), out string[]? links)
                    ? new(HttpStatusCode.OK) { Content = new StringContent(PageOf(links)) }
                : new(HttpStatusCode.NotFound);
            return Task.FromResult(answer);
        }

        private static string PageOf(string[] links)
            => string.Concat(links.Select(static link => $"<a href=\"{link}\">"));
    }
}
