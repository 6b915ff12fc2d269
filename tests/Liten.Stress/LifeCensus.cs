using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Liten.Stress;

/// <summary>What of Liten's a test has brought to life: threads, runtimes with their parts, and a sample of its tasks.</summary>
internal static class LifeCensus
{
    private const int TasksOfASample = 1_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Weak as well: a thread that has ended keeps the contexts it ended with. One that lives is never collected.</summary>
    private static readonly ConcurrentQueue<WeakReference<Thread>> s_threads = new();
    private static readonly ConcurrentQueue<WeakReference> s_objects = new();

    /// <summary>How many objects have been under watch since the last <see cref="Forget"/>.</summary>
    public static int ObjectCount => s_objects.Count;

    /// <summary>Builds a runtime whose threads and parts are counted.</summary>
    public static Runtime Build(RuntimeBuilder builder)
    {
        OptionsOf(builder).Threads = new CountedThreads();
        Runtime runtime = builder.Build();
        RuntimeScheduler scheduler = SchedulerOf(runtime);
        AddAll([runtime, RuntimeDump.HostOf(runtime), scheduler, TimersOf(runtime), BlockingOf(runtime)]);
        if (scheduler is MultiThreadScheduler threads)
        {
            AddAll(WorkersOf(threads));
        }

        return runtime;
    }

    /// <summary>Adds tasks that are alive now.</summary>
    public static void AddTasksOf(Runtime[] runtimes)
    {
        foreach (Runtime runtime in runtimes)
        {
            AddAll(RuntimeDump.HostOf(runtime).LiveTasks().Take(TasksOfASample));
        }
    }

    /// <summary>Begins anew.</summary>
    public static void Forget()
    {
        s_threads.Clear();
        s_objects.Clear();
    }

    /// <summary>Collects garbage until nothing is left, in vain at most for a while.</summary>
    /// <returns>What is left, in words; empty when nothing is.</returns>
    public static string FindLeft(TimeSpan? patience = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            string[] left =
            [
                .. s_threads.Select(static thread => NameIfAlive(thread)).OfType<string>(),
                .. s_objects.Where(static reference => reference.IsAlive).GroupBy(static reference => Describe(reference)).Select(static group => $"{group.Count()} x {group.Key}"),
            ];
            if (left.Length == 0 || Stopwatch.GetElapsedTime(start) > (patience ?? s_patience))
            {
                return string.Join(", ", left);
            }

            Thread.Yield();
        }
    }

    private static void AddAll(IEnumerable<object> objects)
    {
        foreach (object one in objects)
        {
            s_objects.Enqueue(new WeakReference(one));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? NameIfAlive(WeakReference<Thread> reference)
        => reference.TryGetTarget(out Thread? thread) && thread.IsAlive ? $"the thread {thread.Name}" : null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Describe(WeakReference reference) => reference.Target switch
    {
        JoinHandle task => (task.Describe() with { Id = 0 }).ToString(),
        { } other => other.ToString()!,
        null => "something that has just gone",
    };

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_options")]
    private static extern ref readonly RuntimeOptions OptionsOf(RuntimeBuilder builder);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_scheduler")]
    private static extern ref readonly RuntimeScheduler SchedulerOf(Runtime runtime);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_timers")]
    private static extern ref readonly TimerDriver TimersOf(Runtime runtime);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_blocking")]
    private static extern ref readonly BlockingPool BlockingOf(Runtime runtime);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_workers")]
    private static extern ref readonly Worker[] WorkersOf(MultiThreadScheduler scheduler);

    /// <summary>The one way threads enter a runtime, so none is missed.</summary>
    private sealed class CountedThreads : ThreadSource
    {
        public override Thread Start(string name, int stackSize, ThreadStart body)
        {
            Thread thread = base.Start(name, stackSize, body);
            s_threads.Enqueue(new WeakReference<Thread>(thread));
            return thread;
        }
    }
}
