namespace Liten.Testing;

/// <summary>What happens when code leaves the one thread of a schedule, or blocks it.</summary>
public enum OutsideRule
{
    /// <summary>The schedule fails, with the API, the line and what to write instead.</summary>
    Fail,

    /// <summary>
    /// The schedule waits for it in real time. Such an exploration is not repeatable, and its failures say so.
    /// </summary>
    Allow,
}
