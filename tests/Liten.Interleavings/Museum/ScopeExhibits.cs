namespace Liten.Interleavings;

/// <summary>Bugs of groups of tasks.</summary>
internal static class ScopeExhibits
{
    public static IEnumerable<Exhibit> All =>
    [
        new(
            "scope.aborted-before-it-is-closed",
            "The class of python/cpython #94972 (TaskGroup): a child that is created while the group is being cancelled is not cancelled.",
            "scope.child-spawns-while-the-scope-is-aborted",
            "Scopes/TaskScope.End.cs",
            """
                        Close();
                        AbortMembers();
            """,
            """
                        AbortMembers();
                        Close();
            """),
        new(
            "spawn.token-before-the-register",
            "Found here, by the explorer: a token's callback took a task out of the register of the living before the store that had "
            + "put it there was visible, and the runtime never saw its end.",
            "spawn.token-against-start-and-end",
            "Tasks/StopToken.cs",
            """
                    _latch.Enter();
                    _latch.Exit();

                    CancellationTokenRegistration
            """,
            """
                    CancellationTokenRegistration
            """),
    ];
}
