namespace Liten;

/// <summary>
/// What stands in the place of a continuation when the end has come before it. A class of its own, because a static
/// field of a generic type costs more to reach.
/// </summary>
internal sealed class EndMark
{
    public static readonly EndMark Instance = new();

    private EndMark()
    {
    }
}
