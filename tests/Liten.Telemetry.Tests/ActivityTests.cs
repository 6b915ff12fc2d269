using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Liten.Telemetry.Tests;

/// <summary>The current activity flows into tasks and over their waits as in any .NET code, and leaks into no other task.</summary>
public sealed class ActivityTests
{
    private const string SourceName = "Liten.Telemetry.Tests";

    private static readonly ActivitySource s_source = new(SourceName);

    [Fact]
    public async Task Activities_OfTasksAndTheirWaits_HaveTheirParents()
    {
        var exported = new List<Activity>();
        using (Sdk.CreateTracerProviderBuilder().AddSource(SourceName).AddInMemoryExporter(exported).Build())
        using (Runtime runtime = Runtime.CreateBuilder().WorkerThreads(2).Build())
        {
            await runtime.Spawn(async () => await LitenTask.WhenAll(Enumerable.Range(0, 20).Select(i => LitenTask.Spawn(async () => await RequestAsync(i)))));
            Assert.Null(Activity.Current);
        }

        Assert.Equal(20 * 5, exported.Count);
        ILookup<ActivitySpanId, Activity> children = exported.ToLookup(static activity => activity.ParentSpanId);
        Activity[] requests = [.. exported.Where(static activity => activity.OperationName.StartsWith("request", StringComparison.Ordinal))];
        Assert.Equal(20, requests.Length);
        foreach (Activity request in requests)
        {
            string number = request.OperationName["request ".Length..];
            Assert.Equal(default, request.ParentSpanId);
            Assert.Equal(
                [$"after sleep {number}", $"blocking {number}", $"child {number}", $"task {number}"],
                children[request.SpanId].Select(static child => child.OperationName).Order());
            Assert.All(children[request.SpanId], child => Assert.Equal(request.TraceId, child.TraceId));
        }
    }

    private static async LitenTask RequestAsync(int number)
    {
        using Activity? request = s_source.StartActivity($"request {number}");
        JoinHandle child = LitenTask.Spawn(async () =>
        {
            await LitenTask.Yield();
            using Activity? activity = s_source.StartActivity($"child {number}");
            await Time.Sleep(TimeSpan.FromMilliseconds(1));
        });
        await Time.Sleep(TimeSpan.FromMilliseconds(1));
        using (s_source.StartActivity($"after sleep {number}"))
        {
            await LitenTask.Yield();
        }

        await Blocking.Spawn(() => s_source.StartActivity($"blocking {number}")?.Dispose());
        await InTaskAsync(number);
        await child;
        Assert.Same(request, Activity.Current);
    }

    private static async Task InTaskAsync(int number)
    {
        await Task.Yield();
        using Activity? activity = s_source.StartActivity($"task {number}");
        await Task.Run(static () => { });
    }
}
