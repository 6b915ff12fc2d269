using Microsoft.Diagnostics.Runtime;

namespace Liten.Tool;

/// <summary>A runtime of Liten in a core file.</summary>
internal sealed class CoreRuntime
{
    private CoreRuntime(ClrObject inspector, CoreStacks stacks)
    {
        ClrObject host = inspector.Reference("<host>P");
        Name = inspector.Text("<runtime>P") ?? "?";
        CoreThread[] threads = [.. CoreThread.Of(inspector.Reference("<scheduler>P"))];
        Tasks = [.. LiveTasks(host).Select(task => new CoreTask(Name, task, threads, stacks))];
        Threads = [.. threads.Select(thread => (thread.Name, thread.Describe()))];
        Title = $"Liten runtime {Name}: in a core file, {threads.Length} workers, {Tasks.Count} tasks alive";
    }

    public string Name { get; }

    /// <summary>The runtime in a line.</summary>
    public string Title { get; }

    public IReadOnlyList<CoreTask> Tasks { get; }

    /// <summary>The workers, and what each runs; null if it is idle.</summary>
    public IReadOnlyList<(string Name, string? Task)> Threads { get; }

    /// <summary>Those that have not ended. A weak handle leads to each: see <c>InspectedRuntimes</c>.</summary>
    public static IEnumerable<CoreRuntime> In(ClrRuntime runtime)
    {
        var stacks = new CoreStacks(runtime);
        return runtime.EnumerateHandles()
            .Select(static handle => handle.Object)
            .Where(static target => target.Is("TaskInspector"))
            .DistinctBy(static inspector => inspector.Address)
            .Where(static inspector => !IsEnded(inspector.Reference("<host>P")))
            .Select(inspector => new CoreRuntime(inspector, stacks))
            .OrderBy(static found => found.Name, StringComparer.Ordinal);
    }

    /// <summary>One that has ended may still be there until its memory is collected.</summary>
    private static bool IsEnded(ClrObject host)
        => host.Struct("_closing").Number<int>("_value") != 0 && !LiveTasks(host).Any();

    private static IEnumerable<ClrObject> LiveTasks(ClrObject host)
    {
        ClrObject chunks = host.Reference(CoreFields.Of("Live")).Reference("_chunks");
        for (int i = 0; !chunks.IsNull && i < chunks.AsArray().Length; i++)
        {
            ClrObject chunk = chunks.AsArray().GetObjectValue(i);
            for (int slot = 0; !chunk.IsNull && slot < chunk.AsArray().Length; slot++)
            {
                if (chunk.AsArray().GetStructValue(slot).Reference("Value") is { IsNull: false } task)
                {
                    yield return task;
                }
            }
        }
    }
}
