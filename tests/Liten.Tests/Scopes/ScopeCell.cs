namespace Liten.Tests.Scopes;

/// <summary>What a scope's body does after it has spawned two children.</summary>
internal enum BodyEnd
{
    Returns,
    Throws,
    Waits,
    Joins,
}

/// <summary>What a child does.</summary>
internal enum ChildFate
{
    Ends,
    Throws,
    IsCancelled,
    Waits,
    ThrowsWhenAborted,
    IsAbortedByHandle,
}

/// <summary>What cuts a scope short.</summary>
internal enum Cut
{
    Nothing,
    Deadline,
    Token,
    Owner,
    Abort,
    Shutdown,
}

/// <summary>One life of a scope, and what is promised of it.</summary>
/// <param name="Supervises">Whether it is opened by SuperviseAsync.</param>
/// <param name="WaitsForChildren">Its option.</param>
/// <param name="Body">What the body does.</param>
/// <param name="First">What the first child does.</param>
/// <param name="Second">What the second child does.</param>
/// <param name="Cut">What cuts it short.</param>
/// <param name="CutsInBody">Whether the body does that, right after it has spawned; else it comes when all has come to a wait.</param>
internal sealed record ScopeCell(
    bool Supervises, bool WaitsForChildren, BodyEnd Body, ChildFate First, ChildFate Second, Cut Cut, bool CutsInBody)
{
    public const string Result = "result";
    public const string StillWaits = "still waits";

    public static IEnumerable<ScopeCell> All =>
        from supervises in (bool[])[false, true]
        from waits in (bool[])[false, true]
        from body in Enum.GetValues<BodyEnd>()
        from first in Enum.GetValues<ChildFate>()
        from second in Enum.GetValues<ChildFate>()
        from cut in Enum.GetValues<Cut>()
        from inBody in (bool[])[false, true]
        where !inBody || cut is Cut.Token or Cut.Owner or Cut.Abort
        select new ScopeCell(supervises, waits, body, first, second, cut, inBody);

    private ChildFate[] Children => [First, Second];

    /// <summary>Whether the children begin: they do when the body waits or is waited for, and nothing has cut it before.</summary>
    private bool ChildrenRun => !CutsInBody && (Body is BodyEnd.Waits or BodyEnd.Joins || (Body == BodyEnd.Returns && WaitsForChildren));

    /// <summary>How the owner's wait for the scope ends, and how many failures the hook hears of.</summary>
    public (string Outcome, int Told) Promised()
    {
        if (Body == BodyEnd.Throws)
        {
            return ("body", 0);
        }

        if (CutsInBody)
        {
            bool cutsChildren = Children.Any(static child => child != ChildFate.IsAbortedByHandle);
            return (Body == BodyEnd.Returns && !cutsChildren ? Result : Cut.ToString(), 0);
        }

        if (!ChildrenRun)
        {
            return (Result, 0);
        }

        return Supervises ? Supervised() : Run();
    }

    private (string Outcome, int Told) Run()
    {
        int failing = Array.FindIndex(Children, static child => child is ChildFate.Throws or ChildFate.IsCancelled);
        int unwinding = Children.Count(static child => child == ChildFate.ThrowsWhenAborted);
        if (failing >= 0)
        {
            return (Children[failing] == ChildFate.Throws ? $"child {failing}" : "cancelled", unwinding);
        }

        if (!HasSomethingThatWaits)
        {
            return (Result, 0);
        }

        return Cut == Cut.Nothing
            ? (StillWaits, 0)
            : unwinding > 0 ? ("unwinding", unwinding - 1) : (Cut.ToString(), 0);
    }

    private (string Outcome, int Told) Supervised()
    {
        int thrown = Children.Count(static child => child == ChildFate.Throws);
        int unwinding = Children.Count(static child => child == ChildFate.ThrowsWhenAborted);
        return !HasSomethingThatWaits
            ? (Result, thrown)
            : Cut == Cut.Nothing ? (StillWaits, thrown) : (Cut.ToString(), thrown + unwinding);
    }

    private bool HasSomethingThatWaits => Body == BodyEnd.Waits
        || Children.Any(static child => child is ChildFate.Waits or ChildFate.ThrowsWhenAborted);
}
