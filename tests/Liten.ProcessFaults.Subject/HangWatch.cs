using System.Diagnostics;

namespace Liten.ProcessFaults.Subject;

/// <summary>Ends a process that hangs, after it has said how its runtimes stand. A thread of its own: the ThreadPool may be what is broken.</summary>
internal static class HangWatch
{
    private static readonly List<Runtime> s_runtimes = [];
    private static readonly Lock s_lock = new();

    private static TimeSpan Patience { get; } = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("LITEN_HANG_SECONDS"), out int seconds) ? seconds : 60);

    public static void Start()
    {
        var thread = new Thread(Watch) { IsBackground = true, Name = "hang-watch" };
        thread.Start();
    }

    /// <summary>Builds a runtime that the dump will show.</summary>
    public static Runtime Watch(RuntimeBuilder builder)
    {
        Runtime runtime = builder.OnUnhandledException(static _ => { }).Build();
        lock (s_lock)
        {
            s_runtimes.Add(runtime);
        }

        return runtime;
    }

    /// <summary>Waits for what only other threads can bring about, in vain at most until the watch ends the process.</summary>
    public static void Until(Func<bool> condition)
    {
        while (!condition())
        {
            Thread.Yield();
        }
    }

    private static void Watch()
    {
        using var never = new ManualResetEventSlim();
        never.Wait(Patience);
        lock (s_lock)
        {
            Console.Error.WriteLine($"hung: no end after {Patience.TotalSeconds} s\n{RuntimeDump.Of(s_runtimes)}");
        }

        Console.Error.Flush();
        Process.GetCurrentProcess().Kill(); // Environment.Exit could hang as well.
    }
}
