namespace Liten;

/// <content>What a tool may ask from outside.</content>
public sealed partial class Runtime : IAskedRuntime
{
    IEnumerable<(string Name, long Id, string? Runs)> IAskedRuntime.Threads
        => _scheduler.Threads.Select(static thread =>
        {
            Turn turn = thread.Turn;
            string? runs = turn.IsRunning ? turn.Owner?.Describe().ToString() ?? "code of no task" : null;
            return (thread.Name, turn.Thread?.Id ?? 0, runs);
        });

    void IAskedRuntime.WriteDumpOfAll(TextWriter writer) => WriteTaskDumpOfAll(writer);
}
