namespace Liten.Interleavings;

/// <summary>The Parker: a permit is never lost, two are one, and what was written before it is seen after it.</summary>
internal static class ParkScenarios
{
    private static readonly ScenarioSettings s_oneTimeout = new() { StoreDelay = 1, Timeouts = 1 };

    public static IEnumerable<Scenario> All =>
    [
        new("park.unpark-at-any-time", 61, UnparkAtAnyTime) { Preemptions = 3 },
        new("park.two-unparkers", 9_758, TwoUnparkers) { Preemptions = 3 },
        new("park.hand-to-hand", 755, HandToHand) { Preemptions = 3 },
        new("park.two-permits-are-one", 530, TwoPermitsAreOne) { Preemptions = 3 },
        new("park.unpark-against-timeout", 373, UnparkAgainstTimeout) { Preemptions = 3, Settings = s_oneTimeout },
        new("park.two-unparkers-against-timeout", 31_805, TwoUnparkersAgainstTimeout) { Preemptions = 3, Settings = s_oneTimeout },
        new("park.system-calls-come-in-pairs", 18, SystemCallsInPairs) { Preemptions = 3 },
        new("park.permit-while-spinning", 86, PermitWhileSpinning) { Preemptions = 3 },
        new("park.sleep-that-ends-for-no-reason", 251, SpuriousWakeUps) { Preemptions = 3 },
    ];

    // "Everything written before Unpark is visible after the park that takes its permit."
    private static void UnparkAtAnyTime(Model model)
    {
        var parker = new Parker();
        var written = new Cell();
        model.Actor("parker", () =>
        {
            parker.Park();
            Expect.That(written.Value == 1);
        });
        model.Actor("unparker", () =>
        {
            written.Value = 1;
            parker.Unpark();
        });
    }

    // The same where the exchange finds Notified already: whoever takes that permit must see what this thread wrote, too.
    private static void TwoUnparkers(Model model)
    {
        var parker = new Parker();
        Cell[] written = [new(), new()];
        model.Actor("parker", () =>
        {
            while (written[0].Value + written[1].Value < 2)
            {
                parker.Park();
            }
        });
        foreach (Cell own in written)
        {
            model.Actor("unparker", () =>
            {
                own.Value = 1;
                parker.Unpark();
            });
        }
    }

    // The word goes through its three states again and again; each round's permit is another one.
    private static void HandToHand(Model model)
    {
        Parker[] parkers = [new(), new()];
        model.Actor("one", () =>
        {
            parkers[1].Unpark();
            parkers[0].Park();
            parkers[1].Unpark();
            parkers[0].Park();
        });
        model.Actor("other", () =>
        {
            parkers[1].Park();
            parkers[0].Unpark();
            parkers[1].Park();
            parkers[0].Unpark();
        });
    }

    // "A permit is never lost, and two permits are one": two grants make one park or two return, never three and never none.
    private static void TwoPermitsAreOne(Model model)
    {
        var parker = new Parker();
        int taken = 0;
        model.Actor("parker", () =>
        {
            parker.Park();
            taken = parker.ParkFor(0) ? 2 : 1;
        });
        model.Actor("unparker", parker.Unpark);
        model.Actor("other unparker", parker.Unpark);
        model.AtEnd(() =>
        {
            taken += parker.ParkFor(0) ? 1 : 0;
            Expect.That(taken is 1 or 2);
            Expect.That(!parker.ParkFor(0));
        });
    }

    // GiveUp: "a permit granted since the last look is taken and reported, not lost", and is not reported twice.
    private static void UnparkAgainstTimeout(Model model)
    {
        var parker = new Parker();
        var written = new Cell();
        model.Actor("parker", () =>
        {
            if (!parker.ParkFor(1_000))
            {
                parker.Park();
            }

            Expect.That(written.Value == 1);
            Expect.That(!parker.ParkFor(0));
        });
        model.Actor("unparker", () =>
        {
            written.Value = 1;
            parker.Unpark();
        });
    }

    private static void TwoUnparkersAgainstTimeout(Model model)
    {
        var parker = new Parker();
        Cell[] written = [new(), new()];
        model.Actor("parker", () =>
        {
            parker.ParkFor(1_000);
            while (written[0].Value + written[1].Value < 2)
            {
                parker.Park();
            }
        });
        foreach (Cell own in written)
        {
            model.Actor("unparker", () =>
            {
                own.Value = 1;
                parker.Unpark();
            });
        }
    }

    // SleepWord.WaitWhile "may return early for no reason": the parker looks again and sleeps on.
    private static void SpuriousWakeUps(Model model)
    {
        var parker = new Parker(new FutexWord { EarlyReturns = 2 });
        var written = new Cell();
        model.Actor("parker", () =>
        {
            parker.Park();
            Expect.That(written.Value == 1);
            Expect.That(!parker.ParkFor(1_000));
        });
        model.Actor("unparker", () =>
        {
            written.Value = 1;
            parker.Unpark();
        });
    }

    // A permit that a spin has seen is taken like any other, and its unparker makes no system call.
    private static void PermitWhileSpinning(Model model)
    {
        var word = new FutexWord();
        var parker = new Parker(word);
        var spin = new AdaptiveSpin { Looks = true };
        var written = new Cell();
        model.Actor("parker", () =>
        {
            parker.ParkFor(Nanoseconds.Forever, spin);
            Expect.That(written.Value == 1);
            Expect.That(!parker.ParkFor(0));
        });
        model.Actor("unparker", () =>
        {
            written.Value = 1;
            parker.Unpark();
        });
        model.AtEnd(() => Expect.That(word.Waits == word.Wakes));
    }

    // "A system call is made only when the owner sleeps": the one asks to sleep only if the other one has to wake it.
    private static void SystemCallsInPairs(Model model)
    {
        var word = new FutexWord();
        var parker = new Parker(word);
        model.Actor("parker", parker.Park);
        model.Actor("unparker", parker.Unpark);
        model.AtEnd(() => Expect.That(word.Waits == word.Wakes));
    }
}
