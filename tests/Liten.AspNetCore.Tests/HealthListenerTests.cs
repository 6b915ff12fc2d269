using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Liten.AspNetCore.Tests;

/// <summary>The check that answers when nothing else does.</summary>
public sealed class HealthListenerTests
{
    [Fact]
    public async Task StarvedThreadPool_NewClients_AreAnswered()
    {
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(
            static _ => { },
            static builder => builder.Services.AddLitenHealthListener(0, static options =>
            {
                options.Address = IPAddress.Loopback;
                options.Runtime = "health";
            }));
        EndPoint health = web.App.Services.GetRequiredService<LitenHealthListener>().EndPoint!;

        Patience.OnThread(() =>
        {
            using var starved = new StarvedPool();
            for (int i = 0; i < 100; i++)
            {
                using var client = new RawClient(health);
                client.Send("GET /any HTTP/1.1\r\nHost: x\r\n\r\n");
                (string head, string body) = client.Receive();
                Assert.StartsWith("HTTP/1.1 200 OK", head, StringComparison.Ordinal);
                Assert.Equal("Healthy", body);
            }
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhoIsNotWell_OrCannotTell_IsTold503(bool throws)
    {
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(
            static _ => { },
            builder => builder.Services.AddLitenHealthListener(0, options =>
            {
                options.Address = IPAddress.Loopback;
                options.IsHealthy = _ => throws ? throw new InvalidOperationException("lost") : false;
            }));

        Patience.OnThread(() =>
        {
            using var client = new RawClient(web.App.Services.GetRequiredService<LitenHealthListener>().EndPoint!);
            client.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 503", client.Receive().Head, StringComparison.Ordinal);
        });
        await web.StopAsync();
    }

    [Fact]
    public void Port_ThatIsNone_IsRefused()
        => Assert.Throws<ArgumentOutOfRangeException>(static () => new ServiceCollection().AddLitenHealthListener(70_000));
}
