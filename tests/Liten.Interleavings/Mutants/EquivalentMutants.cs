namespace Liten.Interleavings;

/// <summary>The mutants that no scenario can notice, each with the reason why it is as good as the original.</summary>
internal static class EquivalentMutants
{
    private const string Order = "It says which lane comes first, and nobody waits for that; the order has tests of its own.";

    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["Parker.cs: private bool TryTakePermit() => Interlocked.CompareExchange(ref _state.Value, Empty, Notified) == Notified;: Split"] =
            "The parker alone leaves Notified, so between the check and the store only a further permit can come. Two permits are one: it is taken "
            + "together with the first, and what its unparker wrote before is visible, as the store of Empty comes after it.",
        ["AtomicSlot.cs: Volatile.Write(ref _item, null);: Omitted"] =
            "Only the slot of a task's first joiner is emptied. One that stays full sends later joiners to the list, which serves them as "
            + "well: slower, and a pooled box is kept alive, which is no matter of order.",
        ["Lane.cs: Volatile.Write(ref _fields.NextPayer, payer);: Omitted"] = Order,
        ["Lane.cs: Volatile.Write(ref _fields.DueAt, payer == 0 ? dueAt : Math.Min(dueAt, DueOf(_urgent, payer)));: Omitted"] = Order,
    };
}
