using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Liten.AspNetCore.Tests;

/// <summary>Where requests run on Liten's transport, and what they cost the ThreadPool.</summary>
public sealed class TransportTests
{
    private const int Requests = 10_000;

    [Fact]
    public async Task Handlers_OfKeepAliveRequests_AllRunOnWorkers_AlsoAfterEachKindOfAwait()
    {
        var threads = new ConcurrentDictionary<string, int>();
        await using WebUnderTest web = await WebUnderTest.StartAsync(app => app.Run(async context =>
        {
            Note("begin");
            await LitenTask.Yield();
            Note("LitenTask");
            await Task.Yield();
            Note("Task.Yield");
            await Task.Run(static () => { });
            Note("Task.Run");
            await new ValueTask<int>(Task.Run(static () => 1));
            Note("ValueTask");
            await context.Response.WriteAsync("ok");
            Note("write");

            void Note(string where) => threads.AddOrUpdate($"{where} {Thread.CurrentThread.Name?.TrimEnd('0', '1')}", 1, static (_, count) => count + 1);
        }));

        Patience.OnThread(() =>
        {
            using RawClient client = web.Connect();
            for (int i = 0; i < Requests; i++)
            {
                client.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                Skip(client);
            }
        });

        string[] places = ["begin", "LitenTask", "Task.Yield", "Task.Run", "ValueTask", "write"];
        Assert.Equal(places.Select(static place => $"{place} web-: {Requests}").Order(), threads.Select(static entry => $"{entry.Key}: {entry.Value}").Order());

        // No length was given, so the answer is chunked.
        static void Skip(RawClient client)
        {
            string text = "";
            byte[] buffer = new byte[4096];
            while (!text.EndsWith("0\r\n\r\n", StringComparison.Ordinal))
            {
                text += System.Text.Encoding.ASCII.GetString(buffer, 0, client.Stream.Read(buffer));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task KeepAliveRequests_TakeNoItemOfTheThreadPool(bool tls)
    {
        using var certificate = Certificates.Make();
        await using WebUnderTest web = await WebUnderTest.StartAsync(
            static app => app.Run(Answer.Hello), build: tls ? builder => builder.ListenWithTls(certificate) : null);

        Patience.OnThread(() =>
        {
            using RawClient client = tls ? new RawClient(web.EndPoint, Certificates.Trust(certificate)) : web.Connect();
            for (int i = 0; i < 100; i++)
            {
                Assert.Equal("hello", client.Get("/"));
            }

            long before = ThreadPool.CompletedWorkItemCount;
            for (int i = 0; i < Requests; i++)
            {
                client.Get("/");
            }

            // The process may do something else meanwhile, but nothing per request.
            Assert.InRange(ThreadPool.CompletedWorkItemCount - before, 0, Requests / 100);
        });
    }

    [Fact]
    public async Task StarvedThreadPool_RequestsOnAConnectionThatStands_AreAnswered()
    {
        await using WebUnderTest web = await WebUnderTest.StartAsync(static app => app.Run(Answer.Hello));

        Patience.OnThread(() =>
        {
            using RawClient client = web.Connect();
            Assert.Equal("hello", client.Get("/"));
            using var starved = new StarvedPool();
            for (int i = 0; i < 1_000; i++)
            {
                Assert.Equal("hello", client.Get("/"));
            }
        });
    }

    [Fact]
    public async Task StarvedThreadPool_NewClients_AreServedByWarmConnections_WithTheirAddress()
    {
        const int Warm = 64;
        await using WebUnderTest web = await WebUnderTest.StartAsync(
            static app => app.Run(static context => Answer.Text(context, context.Connection.RemotePort.ToString(System.Globalization.CultureInfo.InvariantCulture))),
            static options => options.WarmConnections = Warm);

        Patience.OnThread(() =>
        {
            // One that is answered: Kestrel has begun what was given to it before.
            using (RawClient first = web.Connect())
            {
                first.Get("/");
            }

            WaitForWarmConnections();
            using var starved = new StarvedPool();
            List<RawClient> clients = [];
            for (int i = 0; i < Warm; i++)
            {
                clients.Add(web.Connect());
                Assert.Equal(PortOf(clients[i]), clients[i].Get("/"));
                Assert.Equal(PortOf(clients[i]), clients[i].Get("/"));
            }

            clients.ForEach(static client => client.Dispose());
        });

        static string PortOf(RawClient client) => ((System.Net.IPEndPoint)client.Socket.LocalEndPoint!).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Sockets_ThatCannotCompleteInline_ServeAllTheSame_AndSayItOnce()
    {
        AppContext.SetSwitch("Liten.Net.InlineCompletions", false);
        try
        {
            await using WebUnderTest web = await WebUnderTest.StartAsync(static app => app.Run(Answer.Hello));

            Patience.OnThread(() =>
            {
                using RawClient client = web.Connect();
                for (int i = 0; i < 100; i++)
                {
                    Assert.Equal("hello", client.Get("/"));
                }
            });

            Assert.Single(web.Log.Of("Liten.AspNetCore.Transport", 2));
        }
        finally
        {
            AppContext.SetSwitch("Liten.Net.InlineCompletions", true);
        }
    }

    /// <summary>The ThreadPool has come to the end of what it had: an item that is queued now runs behind all of it.</summary>
    private static void WaitForWarmConnections()
    {
        Patience.Until(static () => ThreadPool.PendingWorkItemCount == 0, "the ThreadPool has begun the warm connections");
        using var ran = new ManualResetEventSlim();
        ThreadPool.UnsafeQueueUserWorkItem(_ => ran.Set(), null);
        Assert.True(ran.Wait(Patience.Limit));
    }
}
