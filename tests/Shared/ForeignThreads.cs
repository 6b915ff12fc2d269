using System.Runtime.ExceptionServices;

namespace Liten.Stress;

/// <summary>Threads that belong to no runtime and all do the same, each with random numbers of its own.</summary>
internal sealed class ForeignThreads
{
    private readonly Thread[] _threads;
    private ExceptionDispatchInfo? _failure;

    private ForeignThreads(int count, int seed, Action<Random> body)
    {
        _threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() => Guarded(body, new Random(seed + i))) { IsBackground = true, Name = $"foreign-{i}" })];
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    public static ForeignThreads Start(int count, int seed, Action<Random> body) => new(count, seed, body);

    /// <summary>Waits for all of them, and throws what the first failed one threw.</summary>
    public void Join()
    {
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _failure?.Throw();
    }

    private void Guarded(Action<Random> body, Random random)
    {
        try
        {
            body(random);
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
    }
}
