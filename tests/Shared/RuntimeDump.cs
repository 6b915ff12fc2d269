using System.Runtime.CompilerServices;
using System.Text;

namespace Liten.Proof;

/// <summary>What somebody needs to see of runtimes that hang: state, counters per worker, and the tasks that are still alive.</summary>
internal static class RuntimeDump
{
    public static string Of(IEnumerable<Runtime> runtimes)
    {
        var text = new StringBuilder();
        foreach (Runtime runtime in runtimes)
        {
            text.Append(runtime).Append('\n');
            foreach (WorkerMetrics worker in runtime.Metrics.Workers)
            {
                text.Append("  ").Append(worker).Append('\n');
            }

            List<JoinHandle> living = HostOf(runtime).LiveTasks();
            foreach (var group in living.GroupBy(task => (Info: task.Describe() with { Id = 0 }, task.IsAbortRequested, task.IsBlockingJob)))
            {
                text.Append($"  {group.Count()} x {group.Key}, for example {group.First().Id}\n");
            }
        }

        return text.ToString();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_host")]
    internal static extern ref TaskHost HostOf(Runtime runtime);
}
