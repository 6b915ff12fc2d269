using System.Runtime.CompilerServices;

namespace Liten.Proof;

/// <summary>What somebody needs to see of runtimes that hang: what is wrong, the tasks that are still alive, and counters per worker.</summary>
internal static class RuntimeDump
{
    public static string Of(IEnumerable<Runtime> runtimes)
    {
        var text = new StringWriter();
        foreach (Runtime runtime in runtimes)
        {
            runtime.WriteTaskDump(text);
            foreach (WorkerMetrics worker in runtime.Metrics.Workers)
            {
                text.WriteLine($"  {worker}");
            }
        }

        return text.ToString();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_host")]
    internal static extern ref TaskHost HostOf(Runtime runtime);
}
