using System.Text.Json;

namespace Liten.Tests.Watching;

/// <summary>Recordings, opened as a viewer does.</summary>
public sealed class RecordTests
{
    /// <summary>The runtime's clock is moved by the task's turns alone, so each lasts as long as it says.</summary>
    [Fact]
    public void Recording_OfABusyWorker_HasItsTurns_TheSumIsItsBusyTime()
    {
        const int Turns = 2000;
        var clock = new ManualClock();
        RuntimeBuilder builder = Runtime.CreateBuilder().WorkerThreads(1);
        RuntimeUnderTest.OptionsOf(builder).Clock = clock;
        using var it = new RuntimeUnderTest(builder);
        using var stop = new CancellationTokenSource();
        using var stream = new MemoryStream();
        it.WaitUntil(() => it.Metrics.Workers[0].Parks > 0, "the worker's sleep");
        Task recording = it.Runtime.Record(stream, Timeout.InfiniteTimeSpan, stop.Token);
        TimeSpan before = it.Metrics.Workers[0].BusyTime;

        JoinHandle task = it.Runtime.Spawn(
            async () =>
            {
                for (int i = 0; i < Turns; i++)
                {
                    clock.Advance(TimeSpan.FromMilliseconds(1));
                    await LitenTask.Yield();
                }
            },
            new SpawnOptions { Name = "busy" });
        it.Outcome(task);
        double busy = 0;
        it.WaitUntil(() => (busy = (it.Metrics.Workers[0].BusyTime - before).TotalMilliseconds) == Turns, "the worker's sleep");
        stop.Cancel();
        Patience.Wait(recording, "the recording");

        using JsonDocument document = Open(stream);
        JsonElement[] slices = Slices(document);
        double sum = slices.Sum(static slice => slice.GetProperty("dur").GetDouble()) / 1000;
        Assert.InRange(sum, busy * 0.98, busy);
        Assert.All(slices, slice => Assert.Equal(task.Id, slice.GetProperty("args").GetProperty("task").GetInt64()));
        Assert.Contains(slices, slice => slice.GetProperty("name").GetString()!.StartsWith($"task {task.Id}", StringComparison.Ordinal));
        Assert.Equal(0, document.RootElement.GetProperty("otherData").GetProperty("lost").GetInt64());
    }

    [Fact]
    public void Recording_OfShortTurnsOnTwoWorkers_IsInOrderAndOverlapsNowhere()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        using var stop = new CancellationTokenSource();
        using var stream = new MemoryStream();
        Task recording = it.Runtime.Record(stream, TimeSpan.FromHours(1), stop.Token);

        it.Run(async () => await LitenTask.WhenAll(Enumerable.Range(0, 50).Select(_ => LitenTask.Spawn(async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                await LitenTask.Yield();
            }
        }))));
        stop.Cancel();
        Patience.Wait(recording, "the recording");

        using JsonDocument document = Open(stream);
        JsonElement[] slices = Slices(document);
        Assert.NotEmpty(slices);
        Assert.Contains(slices, static slice => slice.GetProperty("args").GetProperty("turns").GetInt32() > 1);
        Assert.InRange(slices.Sum(static slice => slice.GetProperty("args").GetProperty("turns").GetInt64()), 1, it.Metrics.Workers.Sum(static worker => worker.Polls));
        foreach (IGrouping<int, JsonElement> worker in slices.GroupBy(static slice => slice.GetProperty("tid").GetInt32()))
        {
            double end = 0;
            foreach (JsonElement slice in worker)
            {
                Assert.True(slice.GetProperty("ts").GetDouble() >= end - 0.001, $"{slice} begins before {end}");
                end = slice.GetProperty("ts").GetDouble() + slice.GetProperty("dur").GetDouble();
            }
        }

        Assert.Equal(
            it.Metrics.Workers.Select(static worker => worker.Name),
            Events(document).Where(static entry => entry.GetProperty("name").GetString() == "thread_name")
                .Select(static entry => entry.GetProperty("args").GetProperty("name").GetString()));
    }

    [Fact]
    public void Recording_Twice_OneAfterTheOtherOnly()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using var stream = new MemoryStream();
        using var stop = new CancellationTokenSource();
        Task recording = it.Runtime.Record(stream, Timeout.InfiniteTimeSpan, stop.Token);

        Assert.Throws<InvalidOperationException>(() => { _ = it.Runtime.Record(stream, TimeSpan.Zero, CancellationToken.None); });
        stop.Cancel();
        Patience.Wait(recording, "the recording");
        stream.SetLength(0);
        Patience.Wait(it.Runtime.Record(stream, TimeSpan.Zero, CancellationToken.None), "the second recording");
        Open(stream).Dispose();
    }

    [Fact]
    public void Recording_IntoAStreamThatFails_EndsWithItsException_AndAnotherMayBegin()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using var closed = new MemoryStream(new byte[8], writable: true);

        Task recording = it.Runtime.Record(closed, Timeout.InfiniteTimeSpan, CancellationToken.None);

        Assert.Throws<NotSupportedException>(() => Patience.Wait(recording, "the recording"));
        using var stream = new MemoryStream();
        Patience.Wait(it.Runtime.Record(stream, TimeSpan.Zero, CancellationToken.None), "the second recording");
    }

    [Fact]
    public void Recording_ThatCannotBe_IsRefused()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using var current = new RuntimeUnderTest(Runtime.CreateBuilder().CurrentThread());

        Assert.Throws<ArgumentNullException>(() => { _ = it.Runtime.Record(null!, TimeSpan.Zero, CancellationToken.None); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = it.Runtime.Record(Stream.Null, TimeSpan.FromTicks(-1), CancellationToken.None); });
        Assert.Throws<InvalidOperationException>(() => { _ = current.Runtime.Record(Stream.Null, TimeSpan.Zero, CancellationToken.None); });
    }

    private static JsonDocument Open(MemoryStream stream) => JsonDocument.Parse(stream.ToArray());

    private static IEnumerable<JsonElement> Events(JsonDocument document) => document.RootElement.GetProperty("traceEvents").EnumerateArray();

    private static JsonElement[] Slices(JsonDocument document)
        => [.. Events(document).Where(static entry => entry.GetProperty("ph").GetString() == "X")];
}
