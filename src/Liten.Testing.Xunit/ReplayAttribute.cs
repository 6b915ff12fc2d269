namespace Liten.Testing.Xunit;

/// <summary>A schedule that has failed in the past: it runs before all others.</summary>
/// <param name="replay">The line of its report.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ReplayAttribute(string replay) : Attribute
{
    /// <summary>The line of its report.</summary>
    public string Replay => replay;
}
