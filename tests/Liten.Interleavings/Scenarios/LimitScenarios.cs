namespace Liten.Interleavings;

/// <summary>MaxTasks: as many tasks live as there is room for, and nobody for whom there is room is refused.</summary>
internal static class LimitScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("limit.three-spawns-for-two-places", 45_102, ThreeForTwo) { Preemptions = 3 },
        new("limit.spawn-after-an-end-against-spawn", 371, SpawnAfterEnd) { Preemptions = 3 },
    ];

    private static void ThreeForTwo(Model model)
    {
        var places = new TaskPlaces(2);
        var admitted = new Cell();
        for (int i = 0; i < 3; i++)
        {
            model.Actor($"spawner {i}", () =>
            {
                if (places.TryTake())
                {
                    admitted.Add(1);
                }
            });
        }

        model.AtEnd(() =>
        {
            Expect.That(admitted.Value == 2);
            Expect.That(!places.TryTake());
        });
    }

    // The only task ends, and then its thread spawns the next one: it is refused only if somebody else got the place.
    private static void SpawnAfterEnd(Model model)
    {
        var places = new TaskPlaces(1);
        Expect.That(places.TryTake());
        var admitted = new Cell();
        model.Actor("ends and spawns", () =>
        {
            places.Return();
            Spawn();
        });
        model.Actor("spawns", Spawn);
        model.AtEnd(() =>
        {
            Expect.That(admitted.Value == 1);
            Expect.That(!places.TryTake());
        });

        void Spawn()
        {
            if (places.TryTake())
            {
                admitted.Add(1);
            }
        }
    }
}
