using System.Diagnostics;
using Liten;
using Polly;
using Polly.Retry;

namespace Crawler;

/// <summary>Gets pages: not too many at once, not too often from one host, and again when it did not work.</summary>
/// <param name="client">Asks the hosts.</param>
/// <param name="parallel">How many requests there may be at once.</param>
/// <param name="random">Where the jitter of the back-off comes from; a test gives its own, to be repeatable.</param>
internal sealed class Fetcher(HttpClient client, int parallel, Func<double>? random = null)
{
    private const int MostRetries = 3;

    /// <summary>For one request (arbitrary).</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    private readonly AsyncSemaphore _requests = new(parallel);

    // The runtime's clock: the back-off waits on the runtime's own timers.
    private readonly ResiliencePipeline<Answer> _retries = new ResiliencePipelineBuilder<Answer>
    {
        TimeProvider = Runtime.Current.TimeProvider,
    }
        .AddRetry(new RetryStrategyOptions<Answer>
        {
            MaxRetryAttempts = MostRetries,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(150),
            UseJitter = true,
            Randomizer = random ?? Random.Shared.NextDouble,
            ShouldHandle = new PredicateBuilder<Answer>()
                .Handle<HttpRequestException>()
                .Handle<TimeoutException>()
                .HandleResult(answer => answer.IsWorthRetry),
        })
        .Build();

    /// <summary>Gets a page, or finds out why it cannot be had.</summary>
    public async LitenTask<Visit> VisitAsync(Host host, Uri page, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        int tries = 0;

        // Polly goes on where it was called only if it is told to; else a second try would begin on the ThreadPool.
        ResilienceContext polly = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, stop);
        try
        {
            Answer answer = await _retries.ExecuteAsync(
                async _ =>
                {
                    tries++;
                    return await AskAsync(host, page, stop);
                },
                polly);
            return Visit(answer, answer.IsPage ? null : answer.ToString());
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
        {
            return Visit(null, exception is TimeoutException ? "no answer in time" : exception.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Visit(null, null, isCutShort: true);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(polly);
        }

        Visit Visit(Answer? answer, string? problem, bool isCutShort = false)
            => new(host, page, tries, Stopwatch.GetElapsedTime(start), answer, problem, isCutShort);
    }

    /// <summary>One try: first the host's turn, then one of the permits, then the request.</summary>
    private async LitenTask<Answer> AskAsync(Host host, Uri page, CancellationToken stop)
    {
        await host.WaitForTurnAsync(stop);
        using SemaphorePermits permit = await _requests.AcquireAsync(stop);
        return await Time.Timeout(s_limit, limited => GetAsync(page, limited), stop);
    }

    private async LitenTask<Answer> GetAsync(Uri page, CancellationToken limited)
    {
        using HttpResponseMessage response = await client.GetAsync(page, limited);
        return new Answer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(limited));
    }
}
