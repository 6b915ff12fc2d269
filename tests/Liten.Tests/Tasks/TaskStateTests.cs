namespace Liten.Tests.Tasks;

/// <summary>Every transition in every state, against a table; then the races.</summary>
public class TaskStateTests
{
    /// <summary>The state as its properties show it, and how to get there.</summary>
    private static readonly Dictionary<string, Action<Box>> s_ways = new()
    {
        ["new"] = static _ => { },
        ["started"] = static box => box.State.TryStart(),
        ["aborted"] = static box => box.State.RequestAbort(),
        ["started, aborted"] = static box =>
        {
            box.State.TryStart();
            box.State.RequestAbort();
        },
        ["started ahead"] = static box => box.State.TryStartAhead(),
        ["started ahead, aborted"] = static box =>
        {
            box.State.TryStartAhead();
            box.State.RequestAbort();
        },
        ["started ahead, ended"] = static box =>
        {
            box.State.TryStartAhead();
            box.State.TryComplete(early: false);
        },
        ["new, joined"] = static box => box.State.TryJoin(out _),
        ["started, joined again"] = static box =>
        {
            box.State.TryStart();
            box.State.TryJoin(out uint use);
            box.State.TryEndJoin(use);
            box.State.TryJoin(out _);
        },
        ["join ended"] = static box =>
        {
            box.State.TryJoin(out uint use);
            box.State.TryEndJoin(use);
        },
        ["started, listed"] = static box =>
        {
            box.State.TryStart();
            box.State.TryLatchBeforeCompletion();
            box.State.Unlatch();
        },
        ["started, joined and listed"] = static box =>
        {
            box.State.TryStart();
            box.State.TryJoin(out _);
            box.State.TryLatchBeforeCompletion();
            box.State.Unlatch();
        },
        ["ended"] = static box =>
        {
            box.State.TryStart();
            box.State.TryComplete(early: false);
        },
        ["aborted, ended early"] = static box =>
        {
            box.State.RequestAbort();
            box.State.TryComplete(early: true);
        },
        ["started, ended early"] = static box =>
        {
            box.State.TryStart();
            box.State.TryComplete(early: true);
        },
        ["started, aborted, ended"] = static box =>
        {
            box.State.TryStart();
            box.State.RequestAbort();
            box.State.TryComplete(early: false);
        },
    };

    public static TheoryData<string, string, string> Transitions => new()
    {
        // state, operation, answer and what is then true
        { "new", "Start", "True: started" },
        { "started, aborted", "Abort", "Nothing: started abort" },
        { "aborted", "Start", "False: abort" },
        { "aborted, ended early", "Start", "False: abort completed early" },
        { "new", "Abort", "EndBeforeStart: abort" },
        { "started", "Abort", "StopWaits: started abort" },
        { "started, listed", "Abort", "StopWaits: started abort" },
        { "aborted", "Abort", "Nothing: abort" },
        { "ended", "Abort", "Nothing: started abort completed" },
        { "aborted, ended early", "Abort", "Nothing: abort completed early" },
        { "started, aborted, ended", "Abort", "Nothing: started abort completed" },
        { "new", "Latch", "True: " },
        { "started", "Latch", "True: started" },
        { "aborted", "Latch", "True: abort" },
        { "started, listed", "Latch", "True: started" },
        { "started, aborted", "Latch", "True: started abort" },
        { "ended", "Latch", "False: started completed" },
        { "aborted, ended early", "Latch", "False: abort completed early" },
        { "started", "Complete", "Won: started completed" },
        { "started", "Complete early", "Won: started completed early" },
        { "started, aborted", "Complete", "Won: started abort completed" },
        { "started, aborted", "Complete early", "Won: started abort completed early" },
        { "aborted", "Complete early", "Won: abort completed early" },
        { "started, listed", "Complete", "Won, WakeList: started completed" },
        { "started, listed", "Complete early", "Won, WakeList: started completed early" },
        { "ended", "Complete", "Lost: started completed" },
        { "ended", "Complete early", "Lost: started completed" },
        { "started, ended early", "Complete", "Lost: started completed early" },
        { "aborted, ended early", "Complete early", "Lost: abort completed early" },
        { "new", "Start ahead", "True: started stale" },
        { "new, joined", "Start ahead", "True: started stale use 1" },
        { "started", "Start ahead", "False: started" },
        { "started ahead", "Start ahead", "False: started stale" },
        { "aborted", "Start ahead", "False: abort" },
        { "aborted, ended early", "Start ahead", "False: abort completed early" },
        { "started ahead", "Start", "False: started stale" },
        { "started ahead", "Abort", "StopWaits: started abort stale" },
        { "started ahead", "Complete", "Won: started completed stale" },
        { "started ahead", "Take stale", "True: started" },
        { "started ahead, aborted", "Take stale", "True: started abort" },
        { "started ahead, ended", "Take stale", "True: started completed" },
        { "new", "Take stale", "False: " },
        { "started", "Take stale", "False: started" },
        { "new", "Join", "1: use 1" },
        { "started", "Join", "1: started use 1" },
        { "started, aborted", "Join", "1: started abort use 1" },
        { "join ended", "Join", "2: use 2" },
        { "started, listed", "Join", "1: started use 1" },
        { "ended", "Join", "False: started completed" },
        { "aborted, ended early", "Join", "False: abort completed early" },
        { "new, joined", "End join 1", "True: use 1" },
        { "started, joined and listed", "End join 1", "True: started use 1" },
        { "join ended", "End join 1", "False: use 1" },
        { "started, joined again", "End join 1", "False: started use 2" },
        { "started, joined again", "End join 2", "True: started use 2" },
        { "started", "End join 1", "False: started" },
        { "ended", "End join 1", "False: started completed" },
        { "new, joined", "Complete early", "Won, WakeJoiner: completed early use 1" },
        { "started, joined again", "Complete early", "Won, WakeJoiner: started completed early use 2" },
        { "join ended", "Complete early", "Won: completed early use 1" },
        { "started, joined and listed", "Complete", "Won, WakeJoiner, WakeList: started completed use 1" },
    };

    [Theory]
    [MemberData(nameof(Transitions))]
    public void Operation_InState_AnswersAndMovesOn(string state, string operation, string expected)
    {
        var box = new Box();
        s_ways[state](box);
        object answer = operation switch
        {
            "Start" => box.State.TryStart(),
            "Abort" => box.State.RequestAbort(),
            "Latch" => box.State.TryLatchBeforeCompletion(),
            "Complete" => box.State.TryComplete(early: false),
            "Complete early" => box.State.TryComplete(early: true),
            "Start ahead" => box.State.TryStartAhead(),
            "Take stale" => box.State.TakeStale(),
            "Join" => box.State.TryJoin(out uint use) ? use : false,
            "End join 1" => box.State.TryEndJoin(1),
            "End join 2" => box.State.TryEndJoin(2),
            _ => throw new ArgumentException(operation),
        };
        Assert.Equal(expected, $"{answer}: {Describe(box.State)}");
    }

    [Fact]
    public void Table_NamesEveryStateThatThereIs() => Assert.Superset(Transitions.Select(static row => row.Data.Item1).ToHashSet(), s_ways.Keys.ToHashSet());

    [Fact]
    public void TryComplete_WithJoiners_HoldsTheLatchUntilUnlatch()
    {
        var box = new Box();
        s_ways["started, listed"](box);
        Assert.Equal(TaskState.Completion.Won | TaskState.Completion.WakeList, box.State.TryComplete(early: false));
        using var asked = new ManualResetEventSlim();
        bool latched = true;
        bool unlatched = false;
        WatchedThreads.Run(
            () => 0,
            () =>
            {
                asked.Set();
                latched = box.State.TryLatchBeforeCompletion();
                Assert.True(Volatile.Read(ref unlatched), "whoever comes late must wait until the joiners are claimed");
            },
            () =>
            {
                Patience.Wait(asked, "the late joiner");
                Volatile.Write(ref unlatched, true);
                box.State.Unlatch();
            });
        Assert.False(latched);
    }

    [Fact]
    public void TryJoin_AfterAllNumbers_BeginsAnewAndLeavesTheOtherBits()
    {
        const int Numbers = 1 << 24;
        var box = new Box();
        box.State.TryStartAhead();
        for (int i = 1; i < Numbers; i++)
        {
            box.State.TryJoin(out uint use);
            box.State.TryEndJoin(use);
        }

        Assert.Equal((uint)Numbers - 1, box.State.JoinUse);
        Assert.True(box.State.TryJoin(out uint first));
        Assert.Equal(0u, first);
        Assert.True(box.State.TryEndJoin(first));
        Assert.Equal("started stale", Describe(box.State));
    }

    [Fact]
    public void Latch_OnManyThreads_Excludes()
    {
        const int Rounds = 20_000;
        var box = new Box();
        int inside = 0;
        int counted = 0;
        Action body = () =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                Assert.True(box.State.TryLatchBeforeCompletion());
                Assert.Equal(1, Interlocked.Increment(ref inside));
                counted++;
                Interlocked.Decrement(ref inside);
                box.State.Unlatch();
            }
        };
        WatchedThreads.Run(() => Volatile.Read(ref counted), body, body, () =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                box.State.RequestAbort();
            }
        });
        Assert.Equal(2 * Rounds, counted);
        Assert.Equal("abort", Describe(box.State));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void StartAgainstAbort_OnTwoThreads_TheBodyRunsOrTheAborterEndsIt(bool completes)
    {
        const int Rounds = 30_000;
        TaskState[] states = new TaskState[Rounds];
        TaskState.AbortRequest[] answers = new TaskState.AbortRequest[Rounds];
        bool[] started = new bool[Rounds];
        TaskState.Completion[] first = new TaskState.Completion[Rounds];
        TaskState.Completion[] second = new TaskState.Completion[Rounds];
        Race.Run(
            Rounds,
            i =>
            {
                started[i] = states[i].TryStart();
                if (started[i] && completes)
                {
                    first[i] = states[i].TryComplete(early: false);
                }
            },
            i =>
            {
                answers[i] = states[i].RequestAbort();
                if (answers[i] == TaskState.AbortRequest.EndBeforeStart || completes)
                {
                    second[i] = states[i].TryComplete(early: true);
                }
            });
        for (int i = 0; i < Rounds; i++)
        {
            Assert.Equal(started[i], answers[i] != TaskState.AbortRequest.EndBeforeStart);
            if (completes && started[i])
            {
                Assert.True((first[i] == TaskState.Completion.Won) ^ (second[i] == TaskState.Completion.Won));
                Assert.Equal(second[i] == TaskState.Completion.Won, states[i].HasEndedEarly);
            }
        }
    }

    private static string Describe(TaskState state) => string.Join(' ', new[]
    {
        state.IsStarted ? "started" : "",
        state.IsAbortRequested ? "abort" : "",
        state.IsCompleted ? "completed" : "",
        state.HasEndedEarly ? "early" : "",
        state.TakeStale() ? "stale" : "",
        state.JoinUse > 0 ? $"use {state.JoinUse}" : "",
    }.Where(static word => word.Length > 0));

    private sealed class Box
    {
        public TaskState State;
    }
}
