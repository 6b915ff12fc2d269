namespace Liten;

/// <summary>Finds tasks that wait for each other, of which one at least is of a runtime that is shown.</summary>
internal static class CycleReader
{
    public static IReadOnlyList<CycleAnswer> Read(IReadOnlyList<WatchedRuntime> runtimes)
        => [.. Runtime.FindWaitCycles()
            .Select(cycle => new CycleAnswer(
                [.. cycle.Tasks.Select(task => Told.Row(task, NumberOf(task, runtimes)))],
                cycle.TasksBehind,
                cycle.HasToken))
            .Where(static cycle => cycle.Tasks.Any(static task => task.Runtime != 0))];

    /// <summary>By the task's number, for runtimes may have the same name; 0 if its runtime is not shown.</summary>
    private static int NumberOf(TaskSnapshot task, IReadOnlyList<WatchedRuntime> runtimes)
        => runtimes.FirstOrDefault(runtime => runtime.Runtime.GetTask(task.Id) is not null)?.Number ?? 0;
}
