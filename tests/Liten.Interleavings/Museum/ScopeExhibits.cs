namespace Liten.Interleavings;

/// <summary>Bugs of groups of tasks.</summary>
internal static class ScopeExhibits
{
    public static IEnumerable<Exhibit> All =>
    [
        new(
            "scope.failure-noted-after-the-end",
            "The class of golang/sync #34510 (errgroup): the last one counts itself out before it has left its error, and who waits sees none.",
            "scope.two-failures",
            "Tasks/TaskGroup.cs",
            """
                    if (hasFailed)
                    {
                        // Before it leaves: the last one to leave ends the group, and the group's outcome is known then.
                        MemberFailed(member, isAwaited);
                    }

                    Latch.Enter();
                    bool wasAdded = member.PlaceInGroup != GroupMembers.NotYet;
                    bool wasMember = _members.Remove(member);
                    if (wasMember || !wasAdded)
                    {
                        MemberLeaves(member, wasMember);
                    }

                    bool ends = wasMember && MustEnd(_endsWithLastMember);
                    int left = _members.Count;
                    int room = _members.IsRoomy ? _members.Room : 0;
                    Latch.Exit();
            """,
            """
                    Latch.Enter();
                    bool wasAdded = member.PlaceInGroup != GroupMembers.NotYet;
                    bool wasMember = _members.Remove(member);
                    if (wasMember || !wasAdded)
                    {
                        MemberLeaves(member, wasMember);
                    }

                    bool ends = wasMember && MustEnd(_endsWithLastMember);
                    int left = _members.Count;
                    int room = _members.IsRoomy ? _members.Room : 0;
                    Latch.Exit();
                    if (hasFailed)
                    {
                        MemberFailed(member, isAwaited);
                    }
            """),
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
