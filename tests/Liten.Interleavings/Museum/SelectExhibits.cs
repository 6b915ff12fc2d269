namespace Liten.Interleavings;

/// <summary>Bugs of selects: what a second party meets while one is registered, half registered, or over.</summary>
internal static class SelectExhibits
{
    public static IEnumerable<Exhibit> All =>
    [
        new(
            "select.word-reused-before-its-members-are-out",
            "Liten, 2026: the select's word was ready for the next round as soon as its outcome was consumed. A giver that still found a member of the last round claimed the word, and its item went to nobody.",
            "select.end-of-task-against-send",
            "Select/SelectWait.cs",
            """
                private protected override void Recycle() => StopListening();
            """,
            """
                private protected override void Recycle() => base.Recycle();
            """),
        new(
            "select.latches-in-the-order-of-the-cases",
            "Beside kotlinx.coroutines#504, where two selects that name the same two channels in opposite orders livelocked: each gets hold of one and waits for the other.",
            "select.opposite-selects-meet",
            "Select/Select.cs",
            """
                    _inLatchOrder = [.. _clauses.Where(static one => one.Source is not null).OrderBy(static one => one.Order)];
            """,
            """
                    _inLatchOrder = [.. _clauses.Where(static one => one.Source is not null)];
            """),
        new(
            "select.looks-first-and-queues-later",
            "The lost wake-up of every wait that looks first and queues later: what comes in between lies there, and the select waits beside it.",
            "select.two-givers",
            "Select/Select.Steps.cs",
            """
                    EnterAll();
                    (SelectClause? found, ClauseLook look) = LookUnsynchronized();
                    if (found is null)
            """,
            """
                    EnterAll();
                    (SelectClause? found, ClauseLook look) = LookUnsynchronized();
                    ExitAll();
                    EnterAll();
                    if (found is null)
            """),
    ];
}
