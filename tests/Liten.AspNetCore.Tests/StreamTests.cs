using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;

namespace Liten.AspNetCore.Tests;

/// <summary>Connections of Liten's own, below HttpClient and alone.</summary>
public sealed class StreamTests : IDisposable
{
    private readonly Runtime _runtime = Runtime.CreateBuilder().WorkerThreads(2).WorkerThreadName("net").Build();

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public async Task HttpClient_OverIt_TakesNoItemOfTheThreadPool_AndUserCodeComesHome()
    {
        const int Calls = 10_000;
        await using WebUnderTest web = await WebUnderTest.StartAsync(static app => app.Run(Answer.Hello));
        using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = LitenTcpStream.ConnectAsync, PooledConnectionLifetime = Timeout.InfiniteTimeSpan })
        {
            BaseAddress = web.Address,
        };
        await Patience.Wait(_runtime.Spawn(async () => await CallAsync(100)).AsTask());
        long before = ThreadPool.CompletedWorkItemCount;
        long returns = _runtime.Metrics.ThreadPoolReturns;

        int home = await Patience.Wait(_runtime.Spawn(async () => await CallAsync(Calls)).AsTask());

        Assert.Equal(Calls, home);

        // .NET itself makes a detour now and then, and the process may do something else meanwhile: nothing per call.
        Assert.InRange(_runtime.Metrics.ThreadPoolReturns - returns, 0, Calls / 1_000);
        Assert.InRange(ThreadPool.CompletedWorkItemCount - before, 0, Calls / 100);

        async Task<int> CallAsync(int calls)
        {
            int home = 0;
            for (int i = 0; i < calls; i++)
            {
                Assert.Equal("hello", await client.GetStringAsync("/", TestContext.Current.CancellationToken));
                home += Thread.CurrentThread.Name!.StartsWith("net-", StringComparison.Ordinal) ? 1 : 0;
            }

            return home;
        }
    }

    [Fact]
    public async Task StarvedThreadPool_HttpClientOnAConnectionThatStands_IsAnswered()
    {
        await using WebUnderTest web = await WebUnderTest.StartAsync(static app => app.Run(Answer.Hello));
        using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = LitenTcpStream.ConnectAsync }) { BaseAddress = web.Address };

        Patience.OnThread(() =>
        {
            Assert.Equal("hello", Get());
            using var starved = new StarvedPool();
            for (int i = 0; i < 100; i++)
            {
                Assert.Equal("hello", Get());
            }
        });

        string Get() => _runtime.BlockOn(async () => await client.GetStringAsync("/", CancellationToken.None));
    }

    [Fact]
    public void Exchange_BetweenTwoTasks_KeepsAllBytes()
    {
        const int Length = 4 * 1024 * 1024;
        (byte[] received, bool atHome) = _runtime.BlockOn(async () =>
        {
            using var listener = LitenTcpListener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            JoinHandle server = LitenTask.Spawn(async () =>
            {
                await using LitenTcpStream echo = await listener.AcceptAsync();
                await echo.CopyToAsync(echo);
            });
            await using LitenTcpStream client = await LitenTcpStream.ConnectAsync(listener.EndPoint);
            JoinHandle writing = LitenTask.Spawn(async () =>
            {
                await client.WriteAsync(Enumerable.Range(0, Length).Select(static i => (byte)i).ToArray());
                client.Socket.Shutdown(SocketShutdown.Send);
            });
            byte[] received = new byte[Length];
            await client.ReadExactlyAsync(received);
            bool atHome = Thread.CurrentThread.Name!.StartsWith("net-", StringComparison.Ordinal);
            await writing;
            await server;
            return (received, atHome);
        });

        Assert.True(atHome);
        Assert.True(received.Select(static (value, i) => value == (byte)i).All(static same => same));
    }

    [Fact]
    public void UnixSocket_IsServed()
    {
        string path = Path.Combine(Path.GetTempPath(), $"liten-{Guid.NewGuid():N}");
        int read = _runtime.BlockOn(async () =>
        {
            using var listener = LitenTcpListener.Bind(new UnixDomainSocketEndPoint(path));
            JoinHandle server = LitenTask.Spawn(async () =>
            {
                await using LitenTcpStream stream = await listener.AcceptAsync();
                await stream.WriteAsync(new byte[] { 1, 2, 3 });
            });
            await using LitenTcpStream client = await LitenTcpStream.ConnectAsync(new UnixDomainSocketEndPoint(path));
            await server;
            return await client.ReadAsync(new byte[10]);
        });
        File.Delete(path);

        Assert.Equal(3, read);
    }

    [Fact]
    public async Task Abort_OfATaskThatReads_EndsTheReadAndHarmsNotTheConnection()
    {
        using var pair = new SocketPair();
        await using var stream = new LitenTcpStream(pair.Near);
        JoinHandle<int> reading = _runtime.Spawn(async () => await stream.ReadAsync(new byte[10]));
        Patience.Until(() => _runtime.GetTasks().Items.Any(static task => task.State == LiveTaskState.Waiting), "the task waits");

        reading.Abort();
        JoinResult<int> end = await Patience.Wait(reading.JoinAsync(TestContext.Current.CancellationToken).AsTask());
        await pair.Far.SendAsync(new byte[] { 7 }, TestContext.Current.CancellationToken);
        int later = await Patience.Wait(_runtime.Spawn(async () => await stream.ReadAsync(new byte[10])).AsTask());

        Assert.True(end.IsAborted);
        Assert.IsType<TaskAbortedException>(end.Exception);
        Assert.Equal(1, later);
    }

    [Fact]
    public async Task Token_OfARead_EndsIt()
    {
        using var pair = new SocketPair();
        await using var stream = new LitenTcpStream(pair.Near);
        using var stop = new CancellationTokenSource();
        JoinHandle<int> reading = _runtime.Spawn(async () => await stream.ReadAsync(new byte[10], stop.Token));

        await stop.CancelAsync();
        JoinResult<int> end = await Patience.Wait(reading.JoinAsync(TestContext.Current.CancellationToken).AsTask());

        OperationCanceledException cancelled = Assert.IsAssignableFrom<OperationCanceledException>(end.Exception);
        Assert.IsNotType<TaskAbortedException>(cancelled);
        Assert.Equal(stop.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task Shield_AnAbortedTaskMayStillReadToTheEnd()
    {
        using var pair = new SocketPair();
        await using var stream = new LitenTcpStream(pair.Near);
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle<int> reading = _runtime.Spawn(async () =>
        {
            using AbortShield shield = LitenTask.Current.ShieldFromAbort();
            sender.TrySend(1);
            return await stream.ReadAsync(new byte[10]);
        });
        await receiver;

        reading.Abort();
        await pair.Far.SendAsync(new byte[] { 7, 8 }, TestContext.Current.CancellationToken);

        Assert.Equal(2, await Patience.Wait(reading.AsTask()));
    }

    [Fact]
    public async Task Read_OfAConnectionThatIsReset_IsAnIOException()
    {
        using var pair = new SocketPair();
        await using var stream = new LitenTcpStream(pair.Near);
        pair.Far.Close(0);

        JoinResult<int> end = await Patience.Wait(_runtime.Spawn(async () => await stream.ReadAsync(new byte[10])).JoinAsync(TestContext.Current.CancellationToken).AsTask());

        Assert.IsType<SocketException>(Assert.IsType<IOException>(end.Exception).InnerException);
    }

    [Fact]
    public async Task Listener_Closed_EndsItsAccept()
    {
        using var listener = LitenTcpListener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        JoinHandle<LitenTcpStream> accepting = _runtime.Spawn(async () => await listener.AcceptAsync());
        Patience.Until(() => _runtime.GetTasks().Items.Any(static task => task.State == LiveTaskState.Waiting), "the task waits");

        listener.Dispose();

        Assert.IsType<ObjectDisposedException>((await Patience.Wait(accepting.JoinAsync(TestContext.Current.CancellationToken).AsTask())).Exception);
    }

    [Fact]
    public void Stream_OverWhatIsNoConnection_IsRefused()
    {
        using var datagrams = new Socket(SocketType.Dgram, ProtocolType.Udp);

        Assert.Throws<ArgumentNullException>(static () => new LitenTcpStream(null!));
        Assert.Contains("ConnectAsync", Assert.Throws<ArgumentException>(() => new LitenTcpStream(datagrams)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(static () => LitenTcpListener.Bind(new IPEndPoint(IPAddress.Loopback, 0), backlog: 0));
    }

    private sealed class SocketPair : IDisposable
    {
        public SocketPair()
        {
            using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            Near = new Socket(SocketType.Stream, ProtocolType.Tcp);
            Near.Connect(listener.LocalEndPoint!);
            Far = listener.Accept();
        }

        public Socket Near { get; }

        public Socket Far { get; }

        public void Dispose()
        {
            Near.Dispose();
            Far.Dispose();
        }
    }
}
