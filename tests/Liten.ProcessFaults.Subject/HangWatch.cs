using System.Diagnostics;

namespace Liten.ProcessFaults.Subject;

/// <summary>Ends a process that makes no progress, after it has said how its runtimes stand. A thread of its own: the ThreadPool may be what is broken.</summary>
internal static class HangWatch
{
    private const int RuntimesShown = 32;

    /// <summary>The latest ones. Weak, so that one which nobody uses any more can be collected.</summary>
    private static readonly Queue<WeakReference<Runtime>> s_runtimes = new();
    private static readonly Lock s_lock = new();
    private static long s_progress;

    private static TimeSpan Patience { get; } = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("LITEN_HANG_SECONDS"), out int seconds) ? seconds : 60);

    public static void Start()
    {
        var thread = new Thread(WatchProgress) { IsBackground = true, Name = "hang-watch" };
        thread.Start();
    }

    /// <summary>Builds a runtime that the dump will show.</summary>
    public static Runtime Watch(RuntimeBuilder builder)
    {
        Runtime runtime = builder.OnUnhandledException(static _ => { }).Build();
        Watch(runtime);
        return runtime;
    }

    /// <summary>Adds a runtime to the dump.</summary>
    public static void Watch(Runtime runtime)
    {
        lock (s_lock)
        {
            s_runtimes.Enqueue(new WeakReference<Runtime>(runtime));
            if (s_runtimes.Count > RuntimesShown)
            {
                s_runtimes.Dequeue();
            }
        }
    }

    /// <summary>Says that a scenario of many rounds goes on.</summary>
    public static void Progress() => Interlocked.Increment(ref s_progress);

    /// <summary>Waits for what only other threads can bring about, in vain at most until the watch ends the process.</summary>
    public static void Until(Func<bool> condition)
    {
        while (!condition())
        {
            Thread.Yield();
        }
    }

    private static void WatchProgress()
    {
        long seen;
        using var never = new ManualResetEventSlim();
        do
        {
            seen = Interlocked.Read(ref s_progress);
            never.Wait(Patience);
        }
        while (seen != Interlocked.Read(ref s_progress));

        lock (s_lock)
        {
            Console.Error.WriteLine($"hung: no progress for {Patience.TotalSeconds} s\n{RuntimeDump.Of(Living())}");
        }

        Console.Error.Flush();
        Process.GetCurrentProcess().Kill(); // Environment.Exit could hang as well.
    }

    private static List<Runtime> Living()
    {
        var living = new List<Runtime>();
        foreach (WeakReference<Runtime> reference in s_runtimes)
        {
            if (reference.TryGetTarget(out Runtime? runtime))
            {
                living.Add(runtime);
            }
        }

        return living;
    }
}
