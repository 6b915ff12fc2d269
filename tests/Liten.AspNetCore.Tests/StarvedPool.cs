namespace Liten.AspNetCore.Tests;

/// <summary>64 blocking calls, and a ThreadPool that gets no further thread: nothing runs there until this is disposed of.</summary>
internal sealed class StarvedPool : IDisposable
{
    private readonly ManualResetEventSlim _gate = new();
    private readonly CountdownEvent _left = new(64);
    private readonly (int Worker, int Io) _min;
    private readonly (int Worker, int Io) _max;

    public StarvedPool()
    {
        ThreadPool.GetMinThreads(out _min.Worker, out _min.Io);
        ThreadPool.GetMaxThreads(out _max.Worker, out _max.Io);
        int threads = Math.Max(Environment.ProcessorCount, 4);
        Assert.True(ThreadPool.SetMinThreads(threads, _min.Io));
        Assert.True(ThreadPool.SetMaxThreads(threads, _max.Io));
        for (int i = 0; i < 64; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => Block(), null);
        }

        Patience.Until(static () => Available == 0, "the ThreadPool is starved");
    }

    private static int Available
    {
        get
        {
            ThreadPool.GetAvailableThreads(out int workers, out _);
            return workers;
        }
    }

    public void Dispose()
    {
        _gate.Set();
        ThreadPool.SetMaxThreads(_max.Worker, _max.Io);
        Assert.True(_left.Wait(Patience.Limit), "the blocking calls end");
        ThreadPool.SetMinThreads(_min.Worker, _min.Io);
        _gate.Dispose();
        _left.Dispose();
    }

    private void Block()
    {
        _gate.Wait();
        _left.Signal();
    }
}
