namespace Liten.Interleavings;

/// <summary>The bugs that have happened, elsewhere and here: each is rebuilt, and a scenario must find it again.</summary>
public static class Exhibits
{
    private const string Ring = "Queues/WorkStealingQueue.cs";

    public static IEnumerable<Exhibit> All =>
    [
        new(
            "ring.publish-before-write",
            "A ring that shows its new tail before the item is in the slot: a thief takes an empty or an old slot.",
            "ring.owner-and-thief-wrapping",
            Ring,
            """
                    SlotAt(tail).Value = item;
                    Publish(unchecked(tail + 1));
            """,
            """
                    Publish(unchecked(tail + 1));
                    _ = FreeSlots;
                    SlotAt(tail).Value = item;
            """),
    ];

    public static TheoryData<Exhibit> Data => [.. All];
}
