using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Liten.AspNetCore.Tests;

/// <summary>SignalR's hubs on a runtime, asked in its JSON protocol.</summary>
public sealed class HubTests
{
    [Fact]
    public async Task Methods_RunOnTheRuntime_InTheirOrder()
    {
        const int Calls = 200;
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(
            static app => app.MapHub<Places>("/hub"),
            static builder =>
            {
                builder.Services.AddLiten("chat", static options => options.WorkerThreads = 2);
                builder.Services.AddSingleton<Arrivals>();
                builder.Services.AddSignalR(static options => options.AddFilter(new LitenHubFilter("chat")));
            });
        using var client = new ClientWebSocket();
        await Patience.Wait(client.ConnectAsync(new Uri($"ws://{web.EndPoint}/hub"), TestContext.Current.CancellationToken));
        await SendAsync(client, """{"protocol":"json","version":1}""");
        for (int i = 0; i < Calls; i++)
        {
            await SendAsync(client, $$"""{"type":1,"target":"Note","arguments":[{{i}}]}""");
        }

        await SendAsync(client, """{"type":1,"target":"Where","arguments":[],"invocationId":"last"}""");
        string answer = await ReceiveAsync(client, "\"last\"");

        Assert.Contains("chat chat chat", answer, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, Calls), web.App.Services.GetRequiredService<Arrivals>().All);
    }

    private static Task SendAsync(ClientWebSocket client, string message) => Patience.Wait(client.SendAsync(
        Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken));

    private static async Task<string> ReceiveAsync(ClientWebSocket client, string mark)
    {
        string text = "";
        byte[] buffer = new byte[4096];
        while (!text.Contains(mark, StringComparison.Ordinal))
        {
            WebSocketReceiveResult part = await Patience.Wait(client.ReceiveAsync(new ArraySegment<byte>(buffer), TestContext.Current.CancellationToken));
            text += Encoding.UTF8.GetString(buffer, 0, part.Count);
        }

        return text;
    }

    internal sealed class Arrivals
    {
        public List<int> All { get; } = [];

        public string? Connected { get; set; }
    }

    internal sealed class Places(Arrivals arrivals) : Hub
    {
        public override Task OnConnectedAsync()
        {
            arrivals.Connected = RunOnTests.Place();
            return Task.CompletedTask;
        }

        public async Task Note(int number)
        {
            await Task.Yield();
            arrivals.All.Add(number);
        }

        public async Task<string> Where()
        {
            string before = RunOnTests.Place();
            await Task.Yield();
            return $"{arrivals.Connected} {before} {RunOnTests.Place()}";
        }
    }
}
