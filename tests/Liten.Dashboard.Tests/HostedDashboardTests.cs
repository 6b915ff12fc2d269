#pragma warning disable xUnit1051 // The clients have a time limit of their own; a token would be one more thing under test.

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Liten.Dashboard.Tests;

/// <summary>A dashboard in a web application of somebody's own.</summary>
public sealed class HostedDashboardTests
{
    [Fact]
    public async Task Page_IsAtThePathWithASlash()
    {
        await using WebApplication app = await StartAsync(isProtected: false);
        using HttpClient client = ClientOf(app);

        using HttpResponseMessage without = await client.GetAsync("liten");
        using HttpResponseMessage with = await client.GetAsync("liten/");
        using HttpResponseMessage elsewhere = await client.GetAsync("elsewhere");

        Assert.Equal((HttpStatusCode.Redirect, "/liten/"), (without.StatusCode, without.Headers.Location!.ToString()));
        Assert.Equal((HttpStatusCode.OK, "text/html"), (with.StatusCode, with.Content.Headers.ContentType!.MediaType));
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Assets_AreKeptByTheBrowserUntilTheyChange()
    {
        await using WebApplication app = await StartAsync(isProtected: false);
        using HttpClient client = ClientOf(app);
        using HttpResponseMessage first = await client.GetAsync("liten/assets/app.js");
        using var again = new HttpRequestMessage(HttpMethod.Get, "liten/assets/app.js");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using HttpResponseMessage second = await client.SendAsync(again);

        Assert.Equal("text/javascript", first.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData(false, "10.0.0.9", null, null, HttpStatusCode.Forbidden)] // from elsewhere, and nobody checks who it is
    [InlineData(false, "127.0.0.1", "203.0.113.7", null, HttpStatusCode.Forbidden)] // forwarded by a proxy on this machine
    [InlineData(false, "127.0.0.1", null, null, HttpStatusCode.OK)]
    [InlineData(true, "10.0.0.9", null, null, HttpStatusCode.Unauthorized)]
    [InlineData(true, "127.0.0.1", null, null, HttpStatusCode.Unauthorized)]
    [InlineData(true, "10.0.0.9", "203.0.113.7", "somebody", HttpStatusCode.OK)]
    public async Task Requests_AreAnsweredByWhereTheyComeFromAndWhoAsks(
        bool isProtected, string from, string? forwardedFor, string? user, HttpStatusCode status)
    {
        await using WebApplication app = await StartAsync(isProtected);
        using HttpClient client = ClientOf(app);
        client.DefaultRequestHeaders.Add("Test-From", from);
        Add(client, "X-Forwarded-For", forwardedFor);
        Add(client, "Test-User", user);

        foreach (string path in new[] { "liten/", "liten/api/overview", "liten/assets/app.js" })
        {
            using HttpResponseMessage response = await client.GetAsync(path);
            Assert.Equal(status, response.StatusCode);
        }
    }

    private static void Add(HttpClient client, string header, string? value)
    {
        if (value is not null)
        {
            client.DefaultRequestHeaders.Add(header, value);
        }
    }

    private static async Task<WebApplication> StartAsync(bool isProtected)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication("test").AddScheme<HeaderAuthenticationOptions, HeaderAuthentication>("test", null);
        WebApplication app = builder.Build();
        app.Use((context, next) =>
        {
            if (IPAddress.TryParse(context.Request.Headers["Test-From"], out IPAddress? from))
            {
                context.Connection.RemoteIpAddress = from;
            }

            return next();
        });
        app.UseAuthentication();
        app.UseAuthorization();
        IEndpointConventionBuilder dashboard = app.MapLitenDashboard();
        if (isProtected)
        {
            dashboard.RequireAuthorization();
        }

        await app.StartAsync();
        return app;
    }

    private static HttpClient ClientOf(WebApplication app) => new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = new Uri(app.Urls.Single()),
    };
}
