namespace Liten.Interleavings;

/// <summary>AtomicFlag: of all who set it, or clear it, at the same moment one is told that it did.</summary>
internal static class FlagScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("flag.three-set", 264, model => OneIsTold(model, isSet: false, static (ref flag) => flag.TrySet())) { Preemptions = 3 },
        new("flag.three-clear", 264, model => OneIsTold(model, isSet: true, static (ref flag) => flag.TryClear())) { Preemptions = 3 },
    ];

    private delegate bool Change(ref AtomicFlag flag);

    private static void OneIsTold(Model model, bool isSet, Change change)
    {
        var place = new Place();
        if (isSet)
        {
            place.Flag.TrySet();
        }

        var told = new Cell();
        for (int i = 0; i < 3; i++)
        {
            model.Actor($"thread {i}", () =>
            {
                if (change(ref place.Flag))
                {
                    told.Add(1);
                }
            });
        }

        model.AtEnd(() =>
        {
            Expect.That(told.Value == 1);
            Expect.That(place.Flag.IsSet != isSet);
        });
    }

    private sealed class Place
    {
        public AtomicFlag Flag;
    }
}
