namespace Liten.Interleavings;

/// <summary>The SpinLatch: one thread at a time, and each sees what the one before it wrote.</summary>
internal static class LatchScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("latch.three-enter", 46_764, model => Count(model, actors: 3, rounds: 1)),
        new("latch.two-enter-twice", 6_412, model => Count(model, actors: 2, rounds: 2)) { Preemptions = 3 },
        new("latch.try-against-enter", 22_400, TryAgainstEnter) { Preemptions = 3 },
    ];

    // A load and a store that count right only if nobody comes between, "the last holder's writes are visible from here on".
    private static void Count(Model model, int actors, int rounds)
    {
        var guarded = new Guarded();
        for (int i = 0; i < actors; i++)
        {
            model.Actor($"thread {i}", () =>
            {
                for (int round = 0; round < rounds; round++)
                {
                    guarded.Latch.Enter();
                    guarded.Number.Value = guarded.Number.Value + 1;
                    guarded.Latch.Exit();
                }
            });
        }

        model.AtEnd(() => Expect.That(guarded.Number.Value == actors * rounds));
    }

    private static void TryAgainstEnter(Model model)
    {
        var guarded = new Guarded();
        int entered = 0;
        model.Actor("enters", () =>
        {
            guarded.Latch.Enter();
            guarded.Number.Value = guarded.Number.Value + 1;
            guarded.Latch.Exit();
            entered++;
        });
        for (int i = 0; i < 2; i++)
        {
            model.Actor("tries", () =>
            {
                if (guarded.Latch.TryEnter())
                {
                    guarded.Number.Value = guarded.Number.Value + 1;
                    guarded.Latch.Exit();
                    entered++;
                }
            });
        }

        model.AtEnd(() =>
        {
            Expect.That(guarded.Number.Value == entered);
            Expect.That(guarded.Latch.TryEnter());
        });
    }

    private sealed class Guarded
    {
        public SpinLatch Latch;

        public Cell Number { get; } = new();
    }
}
