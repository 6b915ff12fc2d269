#pragma warning disable xUnit1051 // The clients have a time limit of their own; a token would be one more thing under test.

using System.Net;
using System.Net.Http.Json;

namespace Liten.Dashboard.Tests;

/// <summary>Who is answered, and who is not.</summary>
public sealed class SecurityTests
{
    private const string Secret = "a secret of many characters";

    [Theory]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("10.1.2.3", HttpStatusCode.Forbidden)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:80", HttpStatusCode.OK)]
    [InlineData("[::1]", HttpStatusCode.OK)]
    [InlineData("ops.example", HttpStatusCode.OK)]
    public async Task Host_ThatIsNotOurs_IsForbidden(string host, HttpStatusCode status)
    {
        await using var it = new DashboardUnderTest(static options => options.AllowedHosts.Add("ops.example"));

        foreach (string path in new[] { "", "assets/app.js", "api/overview", "api/dump" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            Assert.Equal(status, await it.StatusOfAsync(request));
        }
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task Requests_OfForeignPages_AreForbidden(string header, string value)
    {
        await using var it = new DashboardUnderTest(static options => options.AllowAbort = true);
        JoinHandle task = it.SpawnSleeper();
        using HttpRequestMessage abort = await AbortAsync(it, task);
        abort.Headers.Add(header, value);
        using var read = new HttpRequestMessage(HttpMethod.Get, "api/overview");
        read.Headers.Add(header, value);

        Assert.Equal(HttpStatusCode.Forbidden, await it.StatusOfAsync(abort));
        Assert.Equal(HttpStatusCode.Forbidden, await it.StatusOfAsync(read));
        Assert.False(it.Runtime.GetTask(task.Id)!.IsAbortRequested);
    }

    [Fact]
    public async Task Link_OfAForeignPage_OpensThePage()
    {
        await using var it = new DashboardUnderTest();
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", "navigate");

        Assert.Equal(HttpStatusCode.OK, await it.StatusOfAsync(request));
    }

    [Fact]
    public async Task Abort_AllowedAndFromThePage_StopsTheTask()
    {
        await using var it = new DashboardUnderTest(static options => options.AllowAbort = true);
        JoinHandle task = it.SpawnSleeper();
        using HttpRequestMessage abort = await AbortAsync(it, task);
        using HttpRequestMessage again = await AbortAsync(it, task);

        Assert.Equal(HttpStatusCode.Accepted, await it.StatusOfAsync(abort));
        Assert.True((await task.JoinAsync()).IsAborted);
        it.AwaitState(task, null);
        Assert.Equal(HttpStatusCode.NotFound, await it.StatusOfAsync(again));
    }

    [Fact]
    public async Task Abort_NotAllowed_IsForbidden()
    {
        await using var it = new DashboardUnderTest();
        JoinHandle task = it.SpawnSleeper();
        using HttpRequestMessage abort = await AbortAsync(it, task);

        using HttpResponseMessage response = await it.Client.SendAsync(abort);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("AllowAbort", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(it.Runtime.GetTask(task.Id)!.IsAbortRequested);
    }

    [Fact]
    public async Task Abort_WithoutThePagesTokenOrNotAsJson_IsRefused()
    {
        await using var it = new DashboardUnderTest(static options => options.AllowAbort = true);
        JoinHandle task = it.SpawnSleeper();
        using HttpRequestMessage withoutToken = await AbortAsync(it, task);
        withoutToken.Headers.Remove("X-Liten-Token");
        using HttpRequestMessage asForm = await AbortAsync(it, task);
        asForm.Content = new FormUrlEncodedContent([new("id", $"{task.Id}")]);
        using HttpRequestMessage asNonsense = await AbortAsync(it, task);
        asNonsense.Content = JsonContent.Create("nonsense");

        Assert.Equal(HttpStatusCode.Forbidden, await it.StatusOfAsync(withoutToken));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await it.StatusOfAsync(asForm));
        Assert.Equal(HttpStatusCode.BadRequest, await it.StatusOfAsync(asNonsense));
        Assert.False(it.Runtime.GetTask(task.Id)!.IsAbortRequested);
    }

    [Fact]
    public async Task Answers_RunNoScriptButTheirOwn()
    {
        await using var it = new DashboardUnderTest();
        _ = it.SpawnSleeper("<script>alert(1)</script>");

        foreach (string path in new[] { "", "api/tasks", "api/dump" })
        {
            using HttpResponseMessage response = await it.Client.GetAsync(path);
            Assert.Contains("default-src 'none'; script-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.DoesNotContain("text/html", path.Length == 0 ? "" : response.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Start_OpenToTheNetworkWithoutASecret_TeachesAndStartsNothing()
    {
        var options = new DashboardOptions { Address = IPAddress.Any };

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => LitenDashboard.Start(0, options));

        Assert.Contains("AccessToken", exception.Message, StringComparison.Ordinal);
        Assert.Contains("RequireAuthorization", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_WithWhatCannotBe_Throws()
    {
        Assert.Contains("16", Assert.Throws<InvalidOperationException>(
            () => LitenDashboard.Start(0, new DashboardOptions { AccessToken = "short" })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => LitenDashboard.Start(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LitenDashboard.Start(65_536));
        Assert.Throws<ArgumentNullException>(() => LitenDashboard.Start(null!, 0));
    }

    [Fact]
    public async Task AccessToken_IsAskedForOnceAndRememberedByACookie()
    {
        await using var it = new DashboardUnderTest(static options => options.AccessToken = Secret);

        using HttpResponseMessage opened = await it.Client.GetAsync($"?token={Uri.EscapeDataString(Secret)}");
        string cookie = opened.Headers.GetValues("Set-Cookie").Single();
        using var withCookie = new HttpRequestMessage(HttpMethod.Get, "api/overview");
        withCookie.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var withBearer = new HttpRequestMessage(HttpMethod.Get, "api/overview");
        withBearer.Headers.Add("Authorization", $"Bearer {Secret}");
        using var withWrong = new HttpRequestMessage(HttpMethod.Get, "api/overview?token=another secret of many");

        Assert.Equal((HttpStatusCode.Redirect, "/"), (opened.StatusCode, opened.Headers.Location!.ToString()));
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Secret, Uri.UnescapeDataString(cookie), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await it.StatusOfAsync(withCookie));
        Assert.Equal(HttpStatusCode.OK, await it.StatusOfAsync(withBearer));
        Assert.Equal(HttpStatusCode.Forbidden, await it.StatusOfAsync(withWrong));
        Assert.Equal(HttpStatusCode.Forbidden, await it.StatusOfAsync(new HttpRequestMessage(HttpMethod.Get, "")));
    }

    private static async Task<HttpRequestMessage> AbortAsync(DashboardUnderTest it, JoinHandle task)
    {
        string page = await it.Client.GetStringAsync("");
        const string Before = "name=\"liten-token\" content=\"";
        int begin = page.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        var request = new HttpRequestMessage(HttpMethod.Post, "api/abort") { Content = JsonContent.Create(new { id = task.Id }) };
        request.Headers.Add("X-Liten-Token", page[begin..page.IndexOf('"', begin)]);
        return request;
    }
}
