using System.Diagnostics;

namespace Liten.Soak;

/// <summary>Measures from a wake-up outside of the runtime to the woken task's next instruction, about a thousand times a second, under the load.</summary>
internal sealed class LatencyProbe
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    private readonly Runtime _runtime;
    private readonly CancellationToken _stop;
    private readonly Thread _thread;

    public LatencyProbe(Runtime runtime, CancellationToken stop)
    {
        _runtime = runtime;
        _stop = stop;
        _thread = new Thread(Run) { IsBackground = true, Name = "latency-probe" };
    }

    public LatencyHistogram Histogram { get; } = new();

    public void Start() => _thread.Start();

    /// <returns>False when it does not end within that time.</returns>
    public bool TryJoin(TimeSpan patience) => _thread.Join(patience);

    private void Run()
    {
        using var answered = new SemaphoreSlim(0);
        while (!_stop.WaitHandle.WaitOne(s_pause))
        {
            var (sender, receiver) = Oneshot.Create<long>();
            using var waiting = new SemaphoreSlim(0);
            _ = _runtime.Spawn(async () =>
            {
                LitenTask<long> woken = receiver.ReceiveAsync();
                waiting.Release();
                Histogram.Add((long)Stopwatch.GetElapsedTime(await woken).TotalNanoseconds);
                answered.Release();
            });
            waiting.Wait();
            sender.TrySend(Stopwatch.GetTimestamp());
            answered.Wait();
        }
    }
}
