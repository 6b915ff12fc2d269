namespace Liten.Interleavings;

/// <summary>The LIFO slot: its owner uses it without any RMW while rescuers take from it. Nothing is lost or taken twice.</summary>
internal static class LifoScenarios
{
    /// <summary>The owner's plain accesses are to be apart from its look for a rescuer.</summary>
    private static readonly ScenarioSettings s_settings = new() { StoreDelay = 1, StopsAfterReads = true };

    /// <summary>For a fourth preemption: both rescuers and the owner are each stopped in the midst.</summary>
    private static readonly ScenarioSettings s_noDelay = s_settings with { StoreDelay = 0, StoppedAfterReads = "owner" };

    public static IEnumerable<Scenario> All =>
    [
        new("lifo.owner-takes-against-rescuer", 3_940, model => Run(model, rescuers: 1, OwnerTakes)) { Preemptions = 3, Settings = s_settings },
        new("lifo.owner-puts-against-rescuer", 9_144, model => Run(model, rescuers: 1, OwnerPuts)) { Preemptions = 3, Settings = s_settings },
        new("lifo.owner-against-2-rescuers", 19_980, model => Run(model, rescuers: 2, OwnerTakes)) { Settings = s_settings },
        new("lifo.owner-comes-back-after-rescue", 32_938, model => Run(model, rescuers: 2, OwnerPuts)) { Settings = s_settings },
        new("lifo.second-rescuer-while-the-owner-comes-back", 108_062, model => Run(model, rescuers: 2, OwnerPutsOnce)) { Preemptions = 4, Settings = s_noDelay },
    ];

    private delegate void OwnerActs(Slot slot, Ledger<string> ledger);

    // The class comment's asymmetric fence: "At least one sees the other, and either lets go."
    private static void Run(Model model, int rescuers, OwnerActs owner)
    {
        var slot = new Slot();
        var ledger = new Ledger<string>();
        slot.Items.Exchange(ledger.HandOut("there before"));
        model.Actor("owner", () => owner(slot, ledger));
        for (int i = 0; i < rescuers; i++)
        {
            model.Actor($"rescuer {i}", () => Settle(ledger, slot.Items.TryRescue()));
        }

        model.AtEnd(() =>
        {
            Settle(ledger, slot.Items.TryTake());
            ledger.EnsureSettled();
        });
    }

    private static void OwnerTakes(Slot slot, Ledger<string> ledger)
    {
        Settle(ledger, slot.Items.TryTake());
        Settle(ledger, slot.Items.Exchange(ledger.HandOut("put")));
    }

    private static void OwnerPuts(Slot slot, Ledger<string> ledger)
    {
        Settle(ledger, slot.Items.Exchange(ledger.HandOut("first")));
        Settle(ledger, slot.Items.Exchange(ledger.HandOut("second")));
        Settle(ledger, slot.Items.TryTake());
    }

    private static void OwnerPutsOnce(Slot slot, Ledger<string> ledger) => Settle(ledger, slot.Items.Exchange(ledger.HandOut("put")));

    private static void Settle(Ledger<string> ledger, string? item)
    {
        if (item is not null)
        {
            ledger.Settle(item);
        }
    }

    private sealed class Slot
    {
        public LifoSlot<string> Items;
    }
}
