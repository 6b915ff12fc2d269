namespace Liten;

/// <summary>Who wants to know that tasks wait for each other, or all for nothing.</summary>
/// <param name="OnWaitCycle">Hears of circles.</param>
/// <param name="OnStandstill">Hears of a runtime in which all tasks wait.</param>
/// <param name="Limit">How long it must have lasted.</param>
/// <param name="Clock">Tells the time.</param>
internal sealed record WaitHooks(
    Action<WaitCycle>? OnWaitCycle, Action<TaskPage>? OnStandstill, TimeSpan Limit, Clock Clock)
{
    /// <summary>Whether nobody does.</summary>
    public bool AreNone => OnWaitCycle is null && OnStandstill is null;
}
