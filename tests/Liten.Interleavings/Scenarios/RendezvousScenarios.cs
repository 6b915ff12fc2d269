namespace Liten.Interleavings;

/// <summary>
/// Rendezvous: "Whoever comes second acts", so a continuation is woken once; of the parties that may end a wait one wins; "The version
/// makes a claim that was meant for an earlier use of a pooled object fail", also where its 32 bits wrap.
/// </summary>
internal static class RendezvousScenarios
{
    private const uint LastVersion = uint.MaxValue;

    public static IEnumerable<Scenario> All =>
    [
        new("rendezvous.completer-against-awaiter", 4_157, CompleterAgainstAwaiter) { Preemptions = 3 },
        new("rendezvous.completer-against-two-awaiters", 328, SecondAwaiter) { Preemptions = 3 },
        new("rendezvous.late-registrant", 209, LateRegistrant) { Preemptions = 3 },
        new("rendezvous.two-consumers-and-reuse", 4_730, TwoConsumers) { Preemptions = 3 },
        new("rendezvous.three-claims-of-a-waiting-use", 15_144, ThreeClaims) { Preemptions = 3 },
        new("rendezvous.two-claims-against-awaiter", 4_652, model => ClaimsAgainstAwaiter(model, reuses: false)) { Preemptions = 3 },
        new("rendezvous.stale-claims-against-reuse", 14_098, model => ClaimsAgainstAwaiter(model, reuses: true)) { Preemptions = 3 },
    ];

    /// <summary>With a third party that only looks: an end that it sees comes with its outcome.</summary>
    private static void CompleterAgainstAwaiter(Model model)
    {
        Use use = new();
        model.Actor("completer", () =>
        {
            use.Write("value");
            if (use.Meeting.End() is not null)
            {
                use.Consume();
            }
        });
        model.Actor("awaiter", () =>
        {
            if (use.Meeting.IsDone(LastVersion) || !use.Meeting.TryRegister("awaiter"))
            {
                use.Consume();
            }
        });
        model.Actor("onlooker", () =>
        {
            try
            {
                Assert.True(!use.Meeting.IsDone(LastVersion) || use.Read() == "value");
            }
            catch (InvalidOperationException)
            {
                // It has come too late: the outcome is consumed.
            }
        });
        model.AtEnd(() => Assert.Equal(["value"], use.Consumed));
    }

    /// <summary>Each awaiter is told one thing: that it will be woken, that the end has come, or that somebody else awaits already.</summary>
    private static void SecondAwaiter(Model model)
    {
        Use use = new();
        var registered = new List<string>();
        int refused = 0;
        string? woken = null;
        model.Actor("completer", () => woken = use.Meeting.End());
        foreach (string awaiter in (string[])["awaiter 1", "awaiter 2"])
        {
            model.Actor(awaiter, () =>
            {
                try
                {
                    if (use.Meeting.TryRegister(awaiter))
                    {
                        registered.Add(awaiter);
                    }
                }
                catch (InvalidOperationException)
                {
                    refused++;
                }
            });
        }

        model.AtEnd(() =>
        {
            Assert.Equal(woken is null ? [] : [woken], registered);
            Assert.True(refused <= registered.Count);
            Assert.True(use.Meeting.IsDone(LastVersion));
        });
    }

    /// <summary>
    /// The one hole that is left, and all that comes of it: a second awaiter has seen its use pending, and registers when the next use has
    /// begun. Each of the two awaiters is told one thing, nobody is forgotten, and none gets an outcome that is not its own.
    /// </summary>
    private static void LateRegistrant(Model model)
    {
        Use use = new();
        bool lateIsRefused = false;
        bool lateWaits = false;
        bool nextIsRefused = false;
        var woken = new List<string?>();
        model.Actor("late", () =>
        {
            try
            {
                lateWaits = !use.Meeting.IsDone(LastVersion) && use.Meeting.TryRegister("late");
            }
            catch (InvalidOperationException)
            {
                lateIsRefused = true;
            }
        });
        model.Actor("first and next", () =>
        {
            woken.Add(use.Meeting.End());
            use.Meeting.Consume(LastVersion);
            use.Meeting.Reset();
            try
            {
                use.Meeting.TryRegister("next");
            }
            catch (InvalidOperationException)
            {
                nextIsRefused = true;
            }
        });
        model.AtEnd(() =>
        {
            woken.Add(use.Meeting.End());
            Assert.True(use.Meeting.IsDone(0));
            Assert.Equal(!nextIsRefused, woken[1] == "next");
            Assert.Equal(lateWaits, woken.Contains("late"));
            Assert.False(lateWaits && lateIsRefused);
            Assert.Throws<InvalidOperationException>(() => use.Meeting.Consume(LastVersion));
            use.Meeting.Consume(0);
        });
    }

    /// <summary>"Of all who try, one succeeds and the others are refused", also when the next use has begun by then.</summary>
    private static void TwoConsumers(Model model)
    {
        Use use = new();
        use.Write("value");
        int refused = 0;
        model.Actor("completer", () => use.Meeting.End());
        for (int i = 1; i <= 2; i++)
        {
            model.Actor($"consumer {i}", () =>
            {
                try
                {
                    use.Consume(reuses: true);
                }
                catch (InvalidOperationException)
                {
                    refused++;
                }
            });
        }

        model.AtEnd(() => Assert.Equal(2, use.Consumed.Count + refused));
        model.AtEnd(() => Assert.True(use.Consumed.Count <= 1));
    }

    private static void ThreeClaims(Model model)
    {
        Use use = new();
        use.Meeting.TryRegister("awaiter");
        foreach (string party in (string[])["value", "timeout", "abort"])
        {
            model.Actor(party, () => use.TryEnd(party, reuses: false));
        }

        model.AtEnd(() => Assert.Equal(use.Winners, Assert.Single(use.Consumed)));
    }

    private static void ClaimsAgainstAwaiter(Model model, bool reuses)
    {
        Use use = new();
        model.Actor("value", () => use.TryEnd("value", reuses));
        model.Actor("timeout", () => use.TryEnd("timeout", reuses));
        model.Actor("awaiter", () =>
        {
            if (!use.Meeting.TryRegister("awaiter"))
            {
                use.Consume(reuses);
            }
        });
        model.AtEnd(() => Assert.Equal(use.Winners, Assert.Single(use.Consumed)));
    }

    /// <summary>One use of a pooled wait, the last one before its version wraps.</summary>
    private sealed class Use
    {
        private string? _outcome;

        public Rendezvous<string> Meeting = new(uses: LastVersion);

        public List<string> Consumed { get; } = [];

        /// <summary>The party that won, or several names where several did.</summary>
        public string Winners { get; private set; } = "";

        public void Write(string outcome) => Volatile.Write(ref _outcome, outcome);

        public string? Read() => Volatile.Read(ref _outcome);

        public void TryEnd(string party, bool reuses)
        {
            if (!Meeting.TryClaim(LastVersion))
            {
                return;
            }

            Winners += party;
            Write(party);
            if (Meeting.End() is not null)
            {
                Consume(reuses);
            }
        }

        /// <summary>What the continuation does; then perhaps the whole next use, which nobody else may touch.</summary>
        public void Consume(bool reuses = false)
        {
            Meeting.Consume(LastVersion);
            Consumed.Add(Read()!);
            if (reuses)
            {
                Meeting.Reset();
                Assert.Equal(0u, Meeting.Version);
                Assert.True(Meeting.TryRegister("next use"));
                Assert.True(Meeting.TryClaim(0));
                Assert.Equal("next use", Meeting.End());
                Meeting.Consume(0);
            }
        }
    }
}
