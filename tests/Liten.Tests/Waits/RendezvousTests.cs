namespace Liten.Tests.Waits;

/// <summary>Each operation in each phase, against a table, and the versions.</summary>
public class RendezvousTests
{
    private enum Phase
    {
        Pending,
        Waiting,
        Claimed,
        ClaimedWaiting,
        Done,
        Consumed,
    }

    public static TheoryData<string, string, string> Transitions => new()
    {
        // phase, operation, answer and next phase
        { "Pending", "Register", "True Waiting" },
        { "Waiting", "Register", "refused Waiting" },
        { "Claimed", "Register", "True ClaimedWaiting" },
        { "ClaimedWaiting", "Register", "refused ClaimedWaiting" },
        { "Done", "Register", "False Done" },
        { "Pending", "End", "nobody Done" },
        { "Waiting", "End", "continuation Done" },
        { "Claimed", "End", "nobody Done" },
        { "ClaimedWaiting", "End", "continuation Done" },
        { "Pending", "Claim", "True Claimed" },
        { "Waiting", "Claim", "True ClaimedWaiting" },
        { "Claimed", "Claim", "False Claimed" },
        { "ClaimedWaiting", "Claim", "False ClaimedWaiting" },
        { "Done", "Claim", "False Done" },
        { "Pending", "ClaimOther", "False Pending" },
        { "Waiting", "ClaimOther", "False Waiting" },
        { "Claimed", "ClaimOther", "False Claimed" },
        { "ClaimedWaiting", "ClaimOther", "False ClaimedWaiting" },
        { "Done", "ClaimOther", "False Done" },
        { "Pending", "IsDone", "False Pending" },
        { "Waiting", "IsDone", "False Waiting" },
        { "Claimed", "IsDone", "False Claimed" },
        { "ClaimedWaiting", "IsDone", "False ClaimedWaiting" },
        { "Done", "IsDone", "True Done" },
        { "Pending", "IsDoneOther", "refused Pending" },
        { "Done", "IsDoneOther", "refused Done" },
        { "Pending", "Consume", "refused Pending" },
        { "Waiting", "Consume", "refused Waiting" },
        { "Claimed", "Consume", "refused Claimed" },
        { "ClaimedWaiting", "Consume", "refused ClaimedWaiting" },
        { "Done", "Consume", "True Consumed" },
        { "Done", "ConsumeOther", "refused Done" },
        { "Consumed", "Consume", "refused Consumed" },
        { "Consumed", "IsDone", "refused Consumed" },
        { "Consumed", "Claim", "False Consumed" },
        { "Consumed", "ClaimOther", "False Consumed" },
        { "Consumed", "Register", "False Consumed" },
    };

    [Theory]
    [MemberData(nameof(Transitions))]
    public void Operation_InPhase_AnswersAndMovesOn(string phase, string operation, string expected)
    {
        foreach (ulong uses in new ulong[] { 0, 1, uint.MaxValue - 1, uint.MaxValue, 1UL + uint.MaxValue, 1UL << 40 })
        {
            Rendezvous<string> meeting = In(Enum.Parse<Phase>(phase), uses);
            string answer;
            try
            {
                answer = $"{Apply(ref meeting, operation)}";
            }
            catch (InvalidOperationException)
            {
                answer = "refused";
            }

            Assert.Equal(expected, $"{answer} {PhaseOf(meeting)}");
            Assert.Equal((uint)uses, meeting.Version);
        }
    }

    [Fact]
    public void Refusals_SayWhatToDo()
    {
        Rendezvous<string> waiting = In(Phase.Waiting, 0);
        Rendezvous<string> done = In(Phase.Done, 0);
        Assert.Contains("already being awaited", Message(() => waiting.TryRegister("continuation")));
        Assert.Contains("already awaited", Message(() => done.IsDone(7)));
        Assert.Contains("has not completed", Message(() => waiting.Consume(0)));
        Assert.Contains("AsTask()", Message(() => waiting.Consume(0)));
        Assert.Contains("AsTask()", Message(() => done.Consume(1)));

        static string Message(Action act) => Assert.Throws<InvalidOperationException>(act).Message;
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData((ulong)uint.MaxValue - 1)]
    [InlineData((ulong)uint.MaxValue)]
    public void Reset_StartsTheNextUse_AndTheOldVersionIsRefused(ulong uses)
    {
        Rendezvous<string> meeting = In(Phase.Done, uses);
        uint old = meeting.Version;
        meeting.Reset();

        Assert.Equal(unchecked(old + 1), meeting.Version);
        Assert.Equal(meeting.Version, meeting.ReadVersion());
        Assert.Equal(Phase.Pending, PhaseOf(meeting));
        Assert.False(meeting.TryClaim(old));
        Assert.Throws<InvalidOperationException>(() => meeting.IsDone(old));
        Assert.Throws<InvalidOperationException>(() => meeting.Consume(old));
        Assert.True(meeting.TryClaim(meeting.Version));
    }

    [Fact]
    public void RegisterAgainstComplete_OnTwoThreads_ExactlyOneWakes()
    {
        const int Rounds = 30_000;
        Rendezvous<string>[] meetings = new Rendezvous<string>[Rounds];
        bool[] wokenByWaiter = new bool[Rounds];
        bool[] wokenByCompleter = new bool[Rounds];
        Race.Run(
            Rounds,
            round => wokenByWaiter[round] = !meetings[round].TryRegister("continuation"),
            round => wokenByCompleter[round] = meetings[round].End() is not null);

        Assert.All(Enumerable.Range(0, Rounds), round => Assert.True(wokenByWaiter[round] ^ wokenByCompleter[round]));
        Assert.Contains(true, wokenByWaiter);
        Assert.Contains(true, wokenByCompleter);
    }

    [Fact]
    public void ClaimAgainstClaimAgainstRegister_OnThreeThreads_OneClaimWinsAndExactlyOneWakes()
    {
        const int Rounds = 30_000;
        Rendezvous<string>[] meetings = new Rendezvous<string>[Rounds];
        int[] wins = new int[Rounds];
        int[] wakes = new int[Rounds];
        Race.Run(Rounds, Register, Claim, Claim);

        Assert.DoesNotContain(wins, static count => count != 1);
        Assert.DoesNotContain(wakes, static count => count != 1);
        Assert.DoesNotContain(meetings, static meeting => PhaseOf(meeting) != Phase.Done);

        void Register(int round)
        {
            if (!meetings[round].TryRegister("continuation"))
            {
                Interlocked.Increment(ref wakes[round]);
            }
        }

        void Claim(int round)
        {
            if (meetings[round].TryClaim(0))
            {
                Interlocked.Increment(ref wins[round]);
                if (meetings[round].End() is not null)
                {
                    Interlocked.Increment(ref wakes[round]);
                }
            }
        }
    }

    [Fact]
    public void ConsumeAgainstConsume_OnTwoThreads_OneTakesTheOutcome()
    {
        const int Rounds = 30_000;
        Rendezvous<string>[] meetings = new Rendezvous<string>[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            meetings[i].End();
        }

        int[] taken = new int[Rounds];
        int refused = 0;
        Race.Run(Rounds, Consume, Consume);

        Assert.DoesNotContain(taken, static count => count != 1);
        Assert.Equal(Rounds, refused);

        void Consume(int round)
        {
            try
            {
                meetings[round].Consume(0);
                Interlocked.Increment(ref taken[round]);
            }
            catch (InvalidOperationException)
            {
                Interlocked.Increment(ref refused);
            }
        }
    }

    private static object Apply(ref Rendezvous<string> meeting, string operation)
    {
        switch (operation)
        {
            case "Register":
                return meeting.TryRegister("continuation");
            case "End":
                return meeting.End() ?? "nobody";
            case "Claim":
                return meeting.TryClaim(meeting.Version);
            case "ClaimOther":
                return meeting.TryClaim(meeting.Version + 1) || meeting.TryClaim(meeting.Version - 1);
            case "IsDone":
                return meeting.IsDone(meeting.Version);
            case "IsDoneOther":
                return meeting.IsDone(meeting.Version - 1);
            case "Consume":
                meeting.Consume(meeting.Version);
                return true;
            case "ConsumeOther":
                meeting.Consume(meeting.Version - 1);
                return true;
            default:
                throw new ArgumentException(operation);
        }
    }

    /// <summary>A meeting after so many uses, brought into the phase by its own operations.</summary>
    private static Rendezvous<string> In(Phase phase, ulong uses)
    {
        var meeting = new Rendezvous<string>(uses);
        if (phase is Phase.Waiting or Phase.ClaimedWaiting)
        {
            Assert.True(meeting.TryRegister("continuation"));
        }

        // A source with several parties claims before it ends; one with a single completer has nobody who could claim.
        if (phase is Phase.Claimed or Phase.ClaimedWaiting or Phase.Done)
        {
            Assert.True(meeting.TryClaim(meeting.Version));
        }

        if (phase is Phase.Done or Phase.Consumed)
        {
            Assert.Null(meeting.End());
        }

        if (phase is Phase.Consumed)
        {
            meeting.Consume(meeting.Version);
        }

        return meeting;
    }

    /// <summary>Told from outside: by what the operations answer.</summary>
    private static Phase PhaseOf(Rendezvous<string> meeting)
    {
        try
        {
            if (meeting.IsDone(meeting.Version))
            {
                return Phase.Done;
            }
        }
        catch (InvalidOperationException)
        {
            return Phase.Consumed;
        }

        Rendezvous<string> copy = meeting;
        bool waits = Record.Exception(() => copy.TryRegister("continuation")) is not null;
        bool claimable = meeting.TryClaim(meeting.Version);
        return waits ? claimable ? Phase.Waiting : Phase.ClaimedWaiting : claimable ? Phase.Pending : Phase.Claimed;
    }
}
