using System.Diagnostics;

namespace Web;

/// <summary>Asks both servers while 64 calls block the ThreadPool, each for 100 ms, over and over.</summary>
internal static class Demo
{
    private const int Blockers = 64;
    private const int Samples = 50;
    private static readonly TimeSpan s_blockFor = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync()
    {
        await using WebApplication stock = Server.Build("stock", port: 0);
        await using WebApplication liten = Server.Build("liten", port: 0, warmConnections: 2 * Samples);
        await stock.StartAsync();
        await liten.StartAsync();

        // From here on all is on this program's own threads, as the ThreadPool serves nobody.
        var thread = new Thread(() => Compare(stock, liten));
        thread.Start();
        thread.Join();
        await liten.StopAsync();
        await stock.StopAsync();
        return 0;
    }

    private static void Compare(WebApplication stock, WebApplication liten)
    {
        using var stockClient = new Client(Server.EndPointOf(stock));
        using var litenClient = new Client(Server.EndPointOf(liten));
        Console.WriteLine("A request takes, in ms                            median      99 %   longest");
        Print("ThreadPool free,    connection stands, Kestrel", stockClient.Get);
        Print("ThreadPool free,    connection stands, Liten", litenClient.Get);
        using (Starve())
        {
            Print("ThreadPool starved, connection stands, Kestrel", stockClient.Get);
            Print("ThreadPool starved, connection stands, Liten", litenClient.Get);
            Print("ThreadPool starved, new connection,    Kestrel", () => Client.GetOnce(Server.EndPointOf(stock)));
            Print("ThreadPool starved, new connection,    Liten", () => Client.GetOnce(Server.EndPointOf(liten)));
        }
    }

    /// <summary>At most <see cref="Samples"/>, and none begins after <see cref="s_patience"/>.</summary>
    private static void Print(string what, Action request)
    {
        List<double> times = [];
        long begin = Stopwatch.GetTimestamp();
        while (times.Count < Samples && Stopwatch.GetElapsedTime(begin) < s_patience)
        {
            long start = Stopwatch.GetTimestamp();
            request();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine($"{what,-46} {times[times.Count / 2],10:F2} {times[times.Count * 99 / 100],9:F2} {times[^1],9:F2}   of {times.Count}");
    }

    private static IDisposable Starve()
    {
        var end = new CancellationTokenSource();
        using var begun = new CountdownEvent(1);
        for (int i = 0; i < Blockers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => Block(begun, end.Token), null);
        }

        begun.Wait();
        return new Ending(end);
    }

    /// <summary>As a subsystem that calls something slow all the time, without awaiting it.</summary>
    private static void Block(CountdownEvent begun, CancellationToken end)
    {
        if (!begun.IsSet)
        {
            begun.Signal();
        }

        Thread.Sleep(s_blockFor);
        if (!end.IsCancellationRequested)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => Block(begun, end), null);
        }
    }

    private sealed class Ending(CancellationTokenSource end) : IDisposable
    {
        public void Dispose() => end.Cancel();
    }
}
