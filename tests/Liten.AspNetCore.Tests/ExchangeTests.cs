using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Liten.AspNetCore.Tests;

/// <summary>Bodies, ends and limits of connections on Liten's transport.</summary>
public sealed class ExchangeTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task Body_Chunked_ArrivesWhole_OnWorkers()
    {
        string? thread = null;
        await using WebUnderTest web = await WebUnderTest.StartAsync(app => app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            string body = await reader.ReadToEndAsync(context.RequestAborted);
            thread = Thread.CurrentThread.Name;
            await Answer.Text(context, body);
        }));

        Patience.OnThread(() =>
        {
            using RawClient client = web.Connect();
            client.Send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            client.Send("6\r\n world\r\n0\r\n\r\n");
            Assert.Equal("hello world", client.Receive().Body);
        });

        Assert.StartsWith("web-", thread, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_LargerThanAllBuffers_ComesAndGoesWhole()
    {
        byte[] sent = RandomNumberGenerator.GetBytes(24 * Megabyte);
        await using WebUnderTest web = await WebUnderTest.StartAsync(
            static app => app.Run(static async context =>
            {
                var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body, context.RequestAborted);
                context.Response.ContentLength = body.Length;
                await context.Response.Body.WriteAsync(body.ToArray(), context.RequestAborted);
            }),
            static options => options.MaxReadBufferSize = options.MaxWriteBufferSize = 32 * 1024);
        using var client = new HttpClient { BaseAddress = web.Address };

        HttpResponseMessage answer = await Patience.Wait(client.PostAsync("/", new ByteArrayContent(sent), TestContext.Current.CancellationToken));
        byte[] received = await Patience.Wait(answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        Assert.True(sent.AsSpan().SequenceEqual(received));
    }

    [Fact]
    public async Task Answer_ToAClientThatDoesNotRead_WaitsWithinTheLimit_AndGoesOnWhenItReads()
    {
        const int Size = 64 * Megabyte;
        long written = 0;
        await using WebUnderTest web = await WebUnderTest.StartAsync(app => app.Run(async context =>
        {
            context.Response.ContentLength = Size;
            byte[] part = new byte[64 * 1024];
            for (int i = 0; i < Size / part.Length; i++)
            {
                await context.Response.Body.WriteAsync(part);
                Volatile.Write(ref written, (i + 1L) * part.Length);
            }
        }));

        Patience.OnThread(() =>
        {
            using RawClient client = web.Connect();
            client.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            Patience.Until(() => Volatile.Read(ref written) > 0, "the first part is written");

            // The system's buffers take some megabytes. A handler that did not wait would have written all long ago.
            Patience.Until(IsQuiet, "the handler waits");
            Assert.InRange(Volatile.Read(ref written), 1, Size / 2);
            Assert.Equal(Size, client.Receive().Body.Length);
        });

        // Two looks, with as many requests between them as any other client might make.
        bool IsQuiet()
        {
            long before = Volatile.Read(ref written);
            long polls = web.Runtime.Metrics.Workers.Sum(static worker => worker.Parks);
            return web.Runtime.Metrics.Workers.Sum(static worker => worker.Parks) == polls && before == Volatile.Read(ref written)
                && web.Runtime.Metrics.InjectionQueueDepth == 0;
        }
    }

    [Fact]
    public async Task Client_ThatResetsInTheMiddle_CancelsItsRequest_AndHarmsNoOther()
    {
        var begun = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        await using WebUnderTest web = await WebUnderTest.StartAsync(app => app.Run(async context =>
        {
            if (context.Request.Path == "/wait")
            {
                using CancellationTokenRegistration note = context.RequestAborted.Register(aborted.SetResult);
                begun.SetResult();
                await aborted.Task;
                return;
            }

            await Answer.Hello(context);
        }));

        using (RawClient client = web.Connect())
        {
            client.Send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
            await Patience.Wait(begun.Task);
            client.Socket.Close(0);
        }

        await Patience.Wait(aborted.Task);
        Patience.OnThread(() =>
        {
            using RawClient other = web.Connect();
            Assert.Equal("hello", other.Get("/"));
        });
    }

    [Fact]
    public async Task Server_ThatAborts_ResetsTheConnection()
    {
        await using WebUnderTest web = await WebUnderTest.StartAsync(static app => app.Run(static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        }));

        Patience.OnThread(() =>
        {
            using RawClient client = web.Connect();
            Assert.ThrowsAny<IOException>(() => client.Get("/"));
        });
    }

    [Fact]
    public async Task Stop_InTheMiddleOfRequests_LetsThemEnd()
    {
        var begun = new CountdownEvent(8);
        var go = new TaskCompletionSource();
        await using WebUnderTest web = await WebUnderTest.StartAsync(
            app => app.Run(async context =>
            {
                begun.Signal();
                await go.Task;
                await Answer.Hello(context);
            }),
            static options => options.WarmConnections = 4);
        List<RawClient> clients = [.. Enumerable.Range(0, 8).Select(_ => web.Connect())];
        clients.ForEach(static client => client.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        Patience.OnThread(() => Assert.True(begun.Wait(Patience.Limit)));

        Task stop = web.StopAsync();
        go.SetResult();
        Patience.OnThread(() => clients.ForEach(static client => Assert.Equal("hello", client.Receive().Body)));
        await stop;

        clients.ForEach(static client => client.Dispose());
        Assert.DoesNotContain(web.Log.Problems, static entry => entry.Category.StartsWith("Liten", StringComparison.Ordinal));
        using var late = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Assert.Throws<SocketException>(() => late.Connect(web.EndPoint));
    }

    [Fact]
    public async Task Connections_ThatCameAndWent_LeaveNoSocketBehind()
    {
        await using WebUnderTest web = await WebUnderTest.StartAsync(static app => app.Run(Answer.Hello), static options => options.WarmConnections = 8);

        Patience.OnThread(() =>
        {
            Serve(50);
            int before = Sockets();
            Serve(1_000);
            Patience.Until(() => Sockets() <= before + 1, "the server closes what its clients have left");
        });

        void Serve(int clients)
        {
            for (int i = 0; i < clients; i++)
            {
                using RawClient client = web.Connect();
                Assert.Equal("hello", client.Get("/"));
            }
        }

        static int Sockets() => OperatingSystem.IsLinux() ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() : 0;
    }

    [Fact]
    public async Task UnixSocket_IsServed()
    {
        string path = Path.Combine(Path.GetTempPath(), $"liten-{Guid.NewGuid():N}");
        await using (WebUnderTest web = await WebUnderTest.StartAsync(
            static app => app.Run(Answer.Hello), build: builder => builder.WebHost.ConfigureKestrel(options => options.ListenUnixSocket(path))))
        {
            Patience.OnThread(() =>
            {
                using var client = new RawClient(new UnixDomainSocketEndPoint(path));
                Assert.Equal("hello", client.Get("/"));
                Assert.Equal("hello", client.Get("/"));
            });
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Tls_WarmConnections_AreTurnedOff_AndClientsServed()
    {
        using var certificate = Certificates.Make();
        await using WebUnderTest web = await WebUnderTest.StartAsync(
            static app => app.Run(Answer.Hello), static options => options.WarmConnections = 4, builder => builder.ListenWithTls(certificate));

        Patience.OnThread(() =>
        {
            Patience.Until(() => web.Log.Of("Liten.AspNetCore.Transport", 3).Any(), "TLS is seen");
            using var client = new RawClient(web.EndPoint, Certificates.Trust(certificate));
            Assert.Equal("hello", client.Get("/"));
        });
    }

    [Fact]
    public async Task Options_ThatAreWrong_FailTheStart_AllInOneMessage()
    {
        OptionsValidationException failure = await Assert.ThrowsAsync<OptionsValidationException>(() => WebUnderTest.StartAsync(
            static _ => { },
            static options =>
            {
                options.MaxReadBufferSize = 0;
                options.Backlog = -1;
                options.WarmConnections = 20_000;
            }));

        Assert.Equal(
            [
                "UseLitenTransport: MaxReadBufferSize must be 1 or more, or null for no limit, and is 0.",
                "UseLitenTransport: Backlog must be 1 or more, and is -1.",
                "UseLitenTransport: WarmConnections must be between 0 (none) and 10000, and is 20000.",
            ],
            failure.Failures);
    }

    [Fact]
    public async Task PortThatIsTaken_FailsTheStart_AsKestrelsOwn()
    {
        await using WebUnderTest first = await WebUnderTest.StartAsync(static app => app.Run(Answer.Hello));

        IOException failure = await Assert.ThrowsAsync<IOException>(() => WebUnderTest.StartAsync(
            static _ => { }, build: builder => builder.WebHost.ConfigureKestrel(options => options.Listen(first.EndPoint))));

        Assert.Contains("address already in use", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NamedRuntime_ServesAlone()
    {
        string? thread = null;
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(
            app => app.Run(context =>
            {
                thread = Thread.CurrentThread.Name;
                return Answer.Hello(context);
            }),
            static builder => builder.WebHost.UseLitenTransport("front"));

        Patience.OnThread(() =>
        {
            using RawClient client = web.Connect();
            Assert.Equal("hello", client.Get("/"));
        });

        Assert.StartsWith("front-", thread, StringComparison.Ordinal);
        Assert.Null(web.App.Services.GetService<Runtime>());
    }
}
