namespace Liten.Benchmarks.QuickRatio;

/// <summary>The benchmarks of this project, as rows of the quick report. Only one topic's runtime is alive at a time.</summary>
internal static class RatioRows
{
    public static IEnumerable<RatioRow> All()
        => Of<SpawnJoinBenchmark>(static topic => [new("spawn + join", SpawnJoinBenchmark.Operations, topic.Liten, topic.TaskRun)])
            .Concat(Of<SpawnManyBenchmark>(static topic => [new("spawn 1000, then join", SpawnManyBenchmark.Operations, topic.Liten, topic.TaskRun)]))
            .Concat(Of<YieldBenchmark>(static topic => [Yield(topic, tasks: 1), Yield(topic, tasks: 200)]))
            .Concat(Of<PingPongBenchmark>(static topic => [new("ping-pong", PingPongBenchmark.Operations, topic.Liten, topic.CompletionSource)]))
            .Concat(Of<MutexBenchmark>(static topic => [Mutex(topic, tasks: 1), Mutex(topic, tasks: 8)]))
            .Concat(Of<SleepBenchmark>(static topic => [new("sleep, cancelled", SleepBenchmark.Operations, topic.Liten, topic.TaskDelay)]))
            .Concat(Of<BlockingBenchmark>(static topic =>
            [
                new("blocking / LongRunning", BlockingBenchmark.Operations, topic.Liten, topic.LongRunning),
                new("blocking / Task.Run", BlockingBenchmark.Operations, topic.Liten, topic.TaskRun),
            ]));

    private static IEnumerable<RatioRow> Of<TTopic>(Func<TTopic, RatioRow[]> rows)
        where TTopic : TwoThreads, new()
    {
        var topic = new TTopic();
        topic.SetUp();
        foreach (RatioRow row in rows(topic))
        {
            yield return row;
        }

        topic.CleanUp();
    }

    private static RatioRow Yield(YieldBenchmark topic, int tasks) => new(
        $"yield, {tasks} tasks", YieldBenchmark.Operations, With(tasks, value => topic.Tasks = value, topic.Liten), With(tasks, value => topic.Tasks = value, topic.TaskYield));

    private static RatioRow Mutex(MutexBenchmark topic, int tasks) => new(
        $"mutex, {tasks} tasks", MutexBenchmark.Operations, With(tasks, value => topic.Tasks = value, topic.Liten), With(tasks, value => topic.Tasks = value, topic.Semaphore));

    private static Action With(int value, Action<int> set, Action run) => () =>
    {
        set(value);
        run();
    };
}
