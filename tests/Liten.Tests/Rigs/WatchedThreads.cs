using System.Runtime.ExceptionServices;

namespace Liten.Tests;

/// <summary>
/// Runs each body on a thread of its own and watches a number that has to grow: a lost wakeup or a livelock becomes
/// a failed test with a message, and never a build that hangs.
/// </summary>
internal sealed class WatchedThreads
{
    // Patience, not a threshold: a healthy run moves thousands of times a second even on a loaded machine.
    private const int PatienceInSeconds = 30;

    private readonly Func<long> _progress;
    private readonly Thread[] _threads;
    private Exception? _failure;

    private WatchedThreads(Func<long> progress, Action[] bodies)
    {
        _progress = progress;
        _threads = [.. bodies.Select((body, i) => new Thread(() => Guard(body)) { IsBackground = true, Name = $"watched-{i}" })];
    }

    /// <summary>Returns when all bodies have; throws what the first failing one threw.</summary>
    public static void Run(Func<long> progress, params Action[] bodies)
    {
        WatchedThreads threads = new(progress, bodies);
        foreach (Thread thread in threads._threads)
        {
            thread.Start();
        }

        threads.WaitForAll();
    }

    private void WaitForAll()
    {
        long last = _progress();
        int secondsWithoutProgress = 0;
        foreach (Thread thread in _threads)
        {
            while (!thread.Join(TimeSpan.FromSeconds(1)))
            {
                ThrowIfFailed();
                long now = _progress();
                secondsWithoutProgress = now == last ? secondsWithoutProgress + 1 : 0;
                last = now;
                if (secondsWithoutProgress == PatienceInSeconds)
                {
                    Assert.Fail($"No progress for {PatienceInSeconds} s at {now}; still running: {NamesOfRunning()}.");
                }
            }

            ThrowIfFailed();
        }
    }

    private void Guard(Action body)
    {
        try
        {
            body();
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
        }
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private string NamesOfRunning() => string.Join(", ", _threads.Where(t => t.IsAlive).Select(t => t.Name));
}
