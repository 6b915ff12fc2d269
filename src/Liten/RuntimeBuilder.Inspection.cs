namespace Liten;

/// <content>Who is told when tasks wait for each other, and where a dump goes that is asked for from outside.</content>
public sealed partial class RuntimeBuilder
{
    /// <inheritdoc cref="RuntimeOptions.OnWaitCycle"/>
    public RuntimeBuilder OnWaitCycle(Action<WaitCycle> hook) =>
        With(hook, options => options.OnWaitCycle += hook);

    /// <inheritdoc cref="RuntimeOptions.OnStandstill"/>
    public RuntimeBuilder OnStandstill(Action<TaskPage> hook) =>
        With(hook, options => options.OnStandstill += hook);

    /// <inheritdoc cref="RuntimeOptions.WaitLimit"/>
    public RuntimeBuilder WaitLimit(TimeSpan duration) => With(options => options.WaitLimit = duration);

    /// <inheritdoc cref="RuntimeOptions.DumpOnQuit"/>
    public RuntimeBuilder DumpOnQuit(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return With(options => options.DumpOnQuit = writer);
    }
}
