namespace Liten.Testing;

/// <summary>What happens to tasks that are left over when the body has ended.</summary>
public enum LeakRule
{
    /// <summary>They fail the schedule.</summary>
    Fail,

    /// <summary>They are aborted.</summary>
    Allow,
}
