using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Liten.AspNetCore.Tests;

/// <summary>Endpoints on runtimes of their own, on either transport.</summary>
public sealed class RunOnTests
{
    [Theory]
    [InlineData("/route", "reports")]
    [InlineData("/group/inner", "reports")]
    [InlineData("/group/own", "other")]
    [InlineData("/group/pool", ".NET TP Worker")]
    [InlineData("/marked", "other")]
    [InlineData("/plain", "")]
    [InlineData("/mvc/marked", "other")]
    [InlineData("/mvc/plain", "reports")]
    public async Task Endpoint_OfEachKind_RunsWhereItSays(string path, string runtime)
    {
        foreach (bool stock in new[] { true, false })
        {
            await using WebUnderTest web = stock
                ? await WebUnderTest.StartStockAsync(Map, AddRuntimes)
                : await WebUnderTest.StartAsync(Map, build: AddRuntimes);
            string expected = runtime.Length > 0 ? runtime : stock ? ".NET TP Worker" : "web";

            using var client = new HttpClient { BaseAddress = web.Address };
            string where = await Patience.Wait(client.GetStringAsync(new Uri(path + "?bound=1", UriKind.Relative), TestContext.Current.CancellationToken));

            // Binding, handler before and after an await, and the result's writing.
            Assert.Equal(string.Join(' ', Enumerable.Repeat(expected, 3)), where);
        }
    }

    [Fact]
    public async Task UseLiten_MovesAllThatSaysNothingElse()
    {
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(
            static app =>
            {
                app.UseLiten("reports");
                app.MapGet("/plain", Where);
                app.MapGet("/own", Where).RunOn("other");
                app.MapGet("/marked", [RunOn("other")] (Bound bound) => Where(bound));
            },
            AddRuntimes);
        using var client = new HttpClient { BaseAddress = web.Address };

        Assert.StartsWith("reports", await GetAsync(client, "/plain?bound=1"), StringComparison.Ordinal);
        Assert.StartsWith("other", await GetAsync(client, "/own?bound=1"), StringComparison.Ordinal);
        Assert.StartsWith("other", await GetAsync(client, "/marked?bound=1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_IsNeverExceeded_AndTheOthersAreTold503()
    {
        var go = new TaskCompletionSource();
        int running = 0;
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(
            app => app.MapGet("/", async () =>
            {
                Interlocked.Increment(ref running);
                await go.Task;
                return "ok";
            }).RunOn("reports", static limits =>
            {
                limits.MaxConcurrent = 8;
                limits.RetryAfter = TimeSpan.FromSeconds(2.5);
            }),
            AddRuntimes);
        using var client = new HttpClient { BaseAddress = web.Address };

        Task<HttpResponseMessage>[] inside = [.. Enumerable.Range(0, 8).Select(_ => client.GetAsync("/", TestContext.Current.CancellationToken))];
        Patience.Until(() => Volatile.Read(ref running) == 8, "eight run");
        HttpResponseMessage[] refused = await Patience.Wait(Task.WhenAll(Enumerable.Range(0, 92).Select(_ => client.GetAsync("/", TestContext.Current.CancellationToken))));
        go.SetResult();
        HttpResponseMessage[] served = await Patience.Wait(Task.WhenAll(inside));

        Assert.Equal(8, running);
        Assert.All(served, static answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.All(refused, static answer => Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(3)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta)));
    }

    [Fact]
    public async Task Queue_LetsOneWait_AndRefusesTheNext()
    {
        var go = new TaskCompletionSource();
        int running = 0;
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(
            app => app.MapGet("/", async () =>
            {
                Interlocked.Increment(ref running);
                await go.Task;
                return "ok";
            }).RunOn("reports", static limits =>
            {
                limits.MaxConcurrent = 1;
                limits.QueueLimit = 1;
                limits.QueueTimeout = TimeSpan.FromMinutes(10);
            }),
            AddRuntimes);
        using var client = new HttpClient { BaseAddress = web.Address };
        Task<HttpResponseMessage> first = client.GetAsync("/", TestContext.Current.CancellationToken);
        Patience.Until(() => Volatile.Read(ref running) == 1, "one runs");

        // Of two more, one waits and one is refused at once.
        Task<HttpResponseMessage>[] more = [.. Enumerable.Range(0, 2).Select(_ => client.GetAsync("/", TestContext.Current.CancellationToken))];
        Task<HttpResponseMessage> refused = await Patience.Wait(Task.WhenAny(more));
        go.SetResult();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await refused).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Patience.Wait(first)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Patience.Wait(more.Single(task => task != refused))).StatusCode);
    }

    [Fact]
    public async Task Queue_WhoWaitsTooLong_IsTold503()
    {
        var go = new TaskCompletionSource();
        int running = 0;
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(
            app => app.MapGet("/", async () =>
            {
                Interlocked.Increment(ref running);
                await go.Task;
                return "ok";
            }).RunOn("reports", static limits =>
            {
                limits.MaxConcurrent = 1;
                limits.QueueLimit = 1;
                limits.QueueTimeout = TimeSpan.FromMilliseconds(1);
            }),
            AddRuntimes);
        using var client = new HttpClient { BaseAddress = web.Address };
        Task<HttpResponseMessage> first = client.GetAsync("/", TestContext.Current.CancellationToken);
        Patience.Until(() => Volatile.Read(ref running) == 1, "one runs");

        HttpResponseMessage late = await Patience.Wait(client.GetAsync("/", TestContext.Current.CancellationToken));
        go.SetResult();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, late.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Patience.Wait(first)).StatusCode);
    }

    [Fact]
    public async Task RuntimeThatIsFull_IsTold503()
    {
        var go = new TaskCompletionSource();
        int running = 0;
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(
            app => app.MapGet("/", async () =>
            {
                Interlocked.Increment(ref running);
                await go.Task;
                return "ok";
            }).RunOn("full"),
            static builder => builder.Services.AddLiten("full", static options =>
            {
                options.WorkerThreads = 1;
                options.MaxTasks = 1;
            }));
        using var client = new HttpClient { BaseAddress = web.Address };
        Task<HttpResponseMessage> first = client.GetAsync("/", TestContext.Current.CancellationToken);
        Patience.Until(() => Volatile.Read(ref running) == 1, "one runs");

        HttpResponseMessage second = await Patience.Wait(client.GetAsync("/", TestContext.Current.CancellationToken));
        go.SetResult();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Patience.Wait(first)).StatusCode);
    }

    [Fact]
    public async Task Client_ThatLeaves_AbortsItsTask()
    {
        var begun = new TaskCompletionSource();
        var ended = new TaskCompletionSource<Exception?>();
        await using WebUnderTest web = await WebUnderTest.StartAsync(
            app => app.MapGet("/", async () =>
            {
                begun.SetResult();
                try
                {
                    await Time.Sleep(Timeout.InfiniteTimeSpan);
                }
                catch (Exception exception)
                {
                    ended.SetResult(exception);
                    throw;
                }
            }).RunOn("reports", static limits => limits.AbortOnDisconnect = true),
            build: AddRuntimes);

        using (RawClient client = web.Connect())
        {
            client.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            await Patience.Wait(begun.Task);
        }

        Assert.IsType<TaskAbortedException>(await Patience.Wait(ended.Task));
    }

    [Fact]
    public async Task Exception_OfAHandler_ComesOutAsItIs_WithItsContext()
    {
        Exception? seen = null;
        string? local = null;
        var flow = new AsyncLocal<string>();
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(
            app =>
            {
                app.Use(async (context, next) =>
                {
                    flow.Value = "from outside";
                    try
                    {
                        await next(context);
                    }
                    catch (FormatException exception)
                    {
                        seen = exception;
                        context.Response.StatusCode = 418;
                    }
                });
                app.MapGet("/", () =>
                {
                    local = flow.Value;
                    throw new FormatException("mine");
                }).RunOn("reports");
            },
            AddRuntimes);
        using var client = new HttpClient { BaseAddress = web.Address };

        HttpResponseMessage answer = await Patience.Wait(client.GetAsync("/", TestContext.Current.CancellationToken));

        Assert.Equal(418, (int)answer.StatusCode);
        Assert.Equal("mine", seen?.Message);
        Assert.Equal("from outside", local);
    }

    [Fact]
    public async Task Runtime_ThatDoesNotExist_SaysHowToAddIt()
    {
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(static app => app.MapGet("/", static () => "x").RunOn("nowhere"));
        using var client = new HttpClient { BaseAddress = web.Address };

        Assert.Equal(HttpStatusCode.InternalServerError, (await Patience.Wait(client.GetAsync("/", TestContext.Current.CancellationToken))).StatusCode);

        Assert.Contains(web.Log.Problems, static entry => entry.Message.Contains("builder.Services.AddLiten(\"nowhere\")", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limits_ThatAreWrong_AreRefusedAtTheCall()
    {
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(static _ => { });
        RouteHandlerBuilder route = web.App.MapGet("/", static () => "x");

        Assert.Throws<ArgumentOutOfRangeException>(() => route.RunOn("r", static limits => limits.MaxConcurrent = 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => route.RunOn("r", static limits => limits.RejectionStatusCode = 200));
        Assert.Throws<ArgumentException>(() => route.RunOn(""));
        Assert.Throws<ArgumentException>(() => web.App.UseLiten(""));
        Assert.Throws<ArgumentException>(static () => new RunOnAttribute(""));
        Assert.Throws<ArgumentException>(static () => new LitenHubFilter(""));
    }

    internal static string Place() => (Thread.CurrentThread.Name ?? "none").TrimEnd('0', '1').TrimEnd('-');

    private static Task<string> GetAsync(HttpClient client, string path)
        => Patience.Wait(client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));

    private static void AddRuntimes(WebApplicationBuilder builder)
    {
        builder.Services.AddLiten("reports", static options => options.WorkerThreads = 2);
        builder.Services.AddLiten("other", static options => options.WorkerThreads = 1);
        builder.Services.AddControllers().AddApplicationPart(typeof(RunOnTests).Assembly);
    }

    private static void Map(WebApplication app)
    {
        app.UseLiten();
        app.MapGet("/route", Where).RunOn("reports");
        RouteGroupBuilder group = app.MapGroup("/group").RunOn("reports");
        group.MapGet("/inner", Where);
        group.MapGet("/own", Where).RunOn("other");
        group.MapGet("/pool", Where).RunOnThreadPool();
        app.MapGet("/marked", [RunOn("other")] (Bound bound) => Where(bound));
        app.MapGet("/plain", Where);
        app.MapControllers().RunOn("reports");
    }

    private static async Task<string> Where(Bound bound)
    {
        string before = Place();
        await Task.Yield();
        return $"{bound.Place} {before} {Place()}";
    }

    /// <summary>Knows where it was bound.</summary>
    internal sealed record Bound(string Place)
    {
        public static ValueTask<Bound?> BindAsync(HttpContext context) => ValueTask.FromResult<Bound?>(new Bound(RunOnTests.Place()));
    }
}
