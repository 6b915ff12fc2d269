using System.Runtime.CompilerServices;

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
        new("rendezvous.completer-against-awaiter", 1_795, CompleterAgainstAwaiter) { Preemptions = 3 },
        new("rendezvous.completer-against-two-awaiters", 1_062, SecondAwaiter) { Preemptions = 3 },
        new("rendezvous.three-claims-of-a-waiting-use", 8_808, ThreeClaims) { Preemptions = 3 },
        new("rendezvous.two-claims-against-awaiter", 5_262, model => ClaimsAgainstAwaiter(model, reuses: false)) { Preemptions = 3 },
        new("rendezvous.stale-claims-against-reuse", 14_354, model => ClaimsAgainstAwaiter(model, reuses: true)) { Preemptions = 3 },
    ];

    /// <summary>With a third party that only looks: an end that it sees comes with its outcome.</summary>
    private static void CompleterAgainstAwaiter(Model model)
    {
        Use use = new();
        model.Actor("completer", () =>
        {
            use.Write("value");
            if (use.Meeting.Complete())
            {
                use.Consume();
            }
        });
        model.Actor("awaiter", () =>
        {
            if (use.Meeting.IsDone(LastVersion) || !use.Meeting.TryRegister())
            {
                use.Consume();
            }
        });
        model.Actor("onlooker", () => Assert.True(!use.Meeting.IsDone(LastVersion) || use.Read() == "value"));
        model.AtEnd(() => Assert.Equal(["value"], use.Consumed));
    }

    /// <summary>Each awaiter is told one thing: that it will be woken, that the end has come, or that somebody else awaits already.</summary>
    private static void SecondAwaiter(Model model)
    {
        Use use = new();
        int registered = 0;
        int refused = 0;
        bool wakes = false;
        model.Actor("completer", () => wakes = use.Meeting.Complete());
        for (int i = 1; i <= 2; i++)
        {
            model.Actor($"awaiter {i}", () =>
            {
                try
                {
                    use.Meeting.EnsureNotAwaited();
                    if (use.Meeting.TryRegister())
                    {
                        registered++;
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
            Assert.Equal(wakes ? 1 : 0, registered);
            Assert.True(refused <= registered);
            Assert.True(use.Meeting.IsDone(LastVersion));
        });
    }

    private static void ThreeClaims(Model model)
    {
        Use use = new();
        use.Meeting.TryRegister();
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
            if (!use.Meeting.TryRegister())
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

        public Rendezvous Meeting;

        public Use() => Unsafe.As<Rendezvous, ulong>(ref Meeting) = (ulong)LastVersion << 3;

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
            if (Meeting.Publish())
            {
                Consume(reuses);
            }
        }

        /// <summary>What the continuation does; then perhaps the whole next use, which nobody else may touch.</summary>
        public void Consume(bool reuses = false)
        {
            Meeting.EnsureDone(LastVersion);
            Consumed.Add(Read()!);
            if (reuses)
            {
                Meeting.Reset();
                Assert.Equal(0u, Meeting.Version);
                Assert.True(Meeting.TryRegister());
                Assert.True(Meeting.TryClaim(0));
                Assert.True(Meeting.Publish());
                Meeting.EnsureDone(0);
            }
        }
    }
}
