namespace Liten;

/// <content>What a debugger shows. It has stopped all threads, so nothing here enters a latch or waits.</content>
public sealed partial class Runtime
{
    private string DebugText
        => $"Liten runtime {Name}: {_scheduler.Workers.Count} workers, {(_scheduler.IsAwake ? "awake" : "asleep")}"
            + (_ended.Task.IsCompleted ? ", ended" : _host.IsClosing ? ", shutting down" : "");

    /// <summary>What stands under a runtime in a debugger.</summary>
    internal sealed class DebugView(Runtime runtime)
    {
        /// <summary>More are not listed: a debugger would take too long (arbitrary).</summary>
        private const int MostTasks = 100;

        public string Name => runtime.Name;

        public WorkerDebugView[] Workers
            => [.. runtime._scheduler.Workers.Select(static worker => new WorkerDebugView(worker))];

        /// <summary>The first of those that live.</summary>
        public JoinHandle[] Tasks => [.. runtime._host.LiveTasks().Take(MostTasks)];

        public IReadOnlyList<StallReport> Stalls => runtime._watch.Stalls;

        public RuntimeOptions Options => runtime._options;
    }
}
