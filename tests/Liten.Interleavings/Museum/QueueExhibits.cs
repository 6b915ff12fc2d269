namespace Liten.Interleavings;

/// <summary>Bugs of queues and of the threads' permit.</summary>
internal static class QueueExhibits
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
        new(
            "ring.head-put-back-by-a-store",
            "dotnet/runtime#128606: a thief moved the head and put it back without the fence that orders it against the owner's pop. "
            + "Here a thief that gives its claim back by a plain store undoes the pops that came meanwhile.",
            "ring.owner-and-2-thieves",
            Ring,
            """
                    while (!head.TryReplace(ref _ends.Head, head.AfterCopy()))
                    {
            """,
            """
                    Volatile.Write(ref _ends.Head, head.AfterCopy().Word);
                    while (head.Word != head.Word)
                    {
            """),
        new(
            "ring.claim-given-back-before-the-copy",
            "The reason for a head with two ends, in tokio's queue as in ours: a thief that gives back what it has claimed before it has copied it. "
            + "The owner puts a new item over the old one.",
            "ring.owner-and-thief-wrapping",
            Ring,
            """
                        T? item = victim.TakeSlot(first);
                        victim.MoveClaimed(unchecked(first + 1), stolen - 1, destination);
                        victim.ReleaseClaim();
            """,
            """
                        victim.ReleaseClaim();
                        _ = victim.Count;
                        T? item = victim.TakeSlot(first);
                        victim.MoveClaimed(unchecked(first + 1), stolen - 1, destination);
            """),
        new(
            "lifo.owner-comes-back-unannounced",
            "The class of dotnet/runtime#121887, one side of a handshake left out: an owner that has waited for a rescuer uses its slot without saying so. "
            + "A second rescuer takes the same item.",
            "lifo.second-rescuer-while-the-owner-comes-back",
            "Queues/LifoSlot.cs",
            "        Backoff backoff = default;",
            "        Volatile.Write(ref _ownerBusy, 0); Backoff backoff = default;"),
        new(
            "park.no-exchange-over-a-permit",
            "Rust's std before rust-lang/rust#54174: an unparker that found a permit there already left without an atomic write. "
            + "Whoever took that permit did not see what the second unparker had written before.",
            "park.two-unparkers",
            "Primitives/Parker.cs",
            "if (Interlocked.Exchange(ref _state.Value, Notified) == Parked)",
            "if (Volatile.Read(ref _state.Value) != Notified && Interlocked.Exchange(ref _state.Value, Notified) == Parked)"),
    ];
}
