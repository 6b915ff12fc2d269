namespace Liten.Interleavings;

/// <summary>The mutants that no scenario can notice, each with the reason why it is as good as the original.</summary>
internal static class EquivalentMutants
{
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["Parker.cs: private bool TryTakePermit() => Interlocked.CompareExchange(ref _state.Value, Empty, Notified) == Notified;: Split"] =
            "The parker alone leaves Notified, so between the check and the store only a further permit can come. Two permits are one: it is taken "
            + "together with the first, and what its unparker wrote before is visible, as the store of Empty comes after it.",
        ["LifoSlot.cs: Volatile.Write(ref _ownerBusy, 0);: Omitted"] =
            "An owner that stays busy while it waits for a rescuer turns away the rescuers that come meanwhile. They must expect that at any time, and "
            + "the owner waits for _rescuing alone, so nobody waits for this store.",
        ["LifoSlot.cs: Interlocked.Exchange(ref _ownerBusy, 1);: Split"] =
            "The owner alone writes _ownerBusy and the old value is not used: the halves are a store with nothing between.",
        ["LifoSlot.cs: Interlocked.Exchange(ref _ownerBusy, 1);: Delayed"] =
            "A rescuer that this owner's next look does not see yet makes its process-wide fence afterwards, which brings the store out, as it does for "
            + "the one in Enter. The exchange is stronger than it needs to be.",
    };
}
