using System.Diagnostics;
using System.Globalization;
using Liten;
using Liten.Testing;
using Liten.Testing.Benchmarks;

// Schedules per second on one core, and bytes per schedule: 3 tasks, 11 to 17 steps, random choices.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 3;
Measure("async LitenTask", Bodies.OfLitenTask);
Measure("async Task", Bodies.OfTask);
Measure("a sleep each", Bodies.OfSleeps);

void Measure(string name, Func<LitenTask> body)
{
    Run(body, TimeSpan.FromSeconds(seconds / 3));
    long allocated = GC.GetTotalAllocatedBytes(precise: true);
    long begin = Stopwatch.GetTimestamp();
    ExplorationReport report = Run(body, TimeSpan.FromSeconds(seconds));
    double elapsed = Stopwatch.GetElapsedTime(begin).TotalSeconds;
    long bytes = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / Math.Max(1, report.Schedules);
    Console.WriteLine($"{name,-16} {report.Schedules / elapsed,10:N0} schedules/s {bytes,7:N0} bytes each, up to {report.MostSteps} steps");
}

static ExplorationReport Run(Func<LitenTask> body, TimeSpan limit) => Explore.Run(
    body,
    new ExploreOptions { Schedules = int.MaxValue, TimeLimit = limit, Strategy = Strategy.Random, Seed = 1 });
