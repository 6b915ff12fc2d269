namespace Liten.Tests.Combinations;

/// <summary>All that is promised, and all that is seen, of one cell. Two of them are compared as a whole.</summary>
/// <param name="Ending">How the handle says that the task ended.</param>
/// <param name="Begun">How often the body was called.</param>
/// <param name="Unwound">How often its finally block ran.</param>
/// <param name="KnewOfAbort">Whether the finally block read that its task was aborted.</param>
/// <param name="First">What the first joiner saw.</param>
/// <param name="Second">What the second joiner saw.</param>
/// <param name="Unhandled">How often OnUnhandledException was called with the task's exception.</param>
/// <param name="SpawnHooks">How often OnTaskSpawn was called for the task.</param>
/// <param name="TerminateHooks">How often OnTaskTerminate was called for the task.</param>
/// <param name="Abandoned">How often the shutdown's report names the task as abandoned.</param>
/// <param name="Alive">How many tasks the metrics count as alive at the end.</param>
/// <param name="Amiss">What else was seen that must not be: a phase that never came, a thread or a helper that is left; empty if all is well.</param>
internal sealed record Outcome(
    Ending Ending, int Begun, int Unwound, bool KnewOfAbort, Sight First, Sight Second,
    int Unhandled, int SpawnHooks, int TerminateHooks, int Abandoned, long Alive, string Amiss)
{
    public override string ToString()
    {
        string joiners = Second == Sight.None ? $"{First}" : $"{First} and {Second}";
        string amiss = Amiss.Length == 0 ? "" : $", amiss: {Amiss}";
        return $"[{Ending}, begun {Begun}, finally {Unwound}, knew {KnewOfAbort}, joiners {joiners}, unhandled {Unhandled}, "
            + $"hooks {SpawnHooks}/{TerminateHooks}, abandoned {Abandoned}, alive {Alive}{amiss}]";
    }
}
