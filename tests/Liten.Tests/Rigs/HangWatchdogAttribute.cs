using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Xunit.v3;

[assembly: Liten.Tests.HangWatchdog]

namespace Liten.Tests;

/// <summary>
/// Ends the test process when a test hangs, and says which one. A runtime that loses a wake-up hangs rather than fails,
/// and a hung test has no other way to name itself.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class HangWatchdogAttribute : BeforeAfterTestAttribute
{
    // Far above the longest test on a slow machine, and below the patience of a CI job.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);
    private static readonly ConcurrentDictionary<IXunitTest, long> s_running = new();
    private static readonly Thread s_watchdog = StartWatchdog();

    /// <inheritdoc />
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => s_running[test] = Stopwatch.GetTimestamp();

    /// <inheritdoc />
    public override void After(MethodInfo methodUnderTest, IXunitTest test) => s_running.TryRemove(test, out _);

    private static Thread StartWatchdog()
    {
        Thread thread = new(Watch) { IsBackground = true, Name = "hang-watchdog" };
        thread.Start();
        return thread;
    }

    private static void Watch()
    {
        while (true)
        {
            Thread.Sleep(TimeSpan.FromSeconds(1));
            string[] hung = [.. s_running.Where(test => Stopwatch.GetElapsedTime(test.Value) > s_limit).Select(test => test.Key.TestDisplayName)];
            if (hung.Length > 0 && !Debugger.IsAttached)
            {
                Environment.FailFast($"Running for more than {s_limit.TotalSeconds} s, so taken for hung: {string.Join(", ", hung)}\n{Patience.Dump()}");
            }
        }
    }
}
