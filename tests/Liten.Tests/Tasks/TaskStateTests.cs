using Liten.Tests.Primitives;

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
        ["started, joined"] = static box =>
        {
            box.State.TryStart();
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
        { "started, joined", "Abort", "StopWaits: started abort" },
        { "aborted", "Abort", "Nothing: abort" },
        { "ended", "Abort", "Nothing: started abort completed" },
        { "aborted, ended early", "Abort", "Nothing: abort completed early" },
        { "started, aborted, ended", "Abort", "Nothing: started abort completed" },
        { "new", "Latch", "True: " },
        { "started", "Latch", "True: started" },
        { "aborted", "Latch", "True: abort" },
        { "started, joined", "Latch", "True: started" },
        { "started, aborted", "Latch", "True: started abort" },
        { "ended", "Latch", "False: started completed" },
        { "aborted, ended early", "Latch", "False: abort completed early" },
        { "started", "Complete", "Won: started completed" },
        { "started", "Complete early", "Won: started completed early" },
        { "started, aborted", "Complete", "Won: started abort completed" },
        { "started, aborted", "Complete early", "Won: started abort completed early" },
        { "aborted", "Complete early", "Won: abort completed early" },
        { "started, joined", "Complete", "Won, WakeList: started completed" },
        { "started, joined", "Complete early", "Won, WakeList: started completed early" },
        { "ended", "Complete", "Lost: started completed" },
        { "ended", "Complete early", "Lost: started completed" },
        { "started, ended early", "Complete", "Lost: started completed early" },
        { "aborted, ended early", "Complete early", "Lost: abort completed early" },
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
        s_ways["started, joined"](box);
        Assert.Equal(Completion.Won | Completion.WakeList, box.State.TryComplete(early: false));
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
        AbortRequest[] answers = new AbortRequest[Rounds];
        bool[] started = new bool[Rounds];
        Completion[] first = new Completion[Rounds];
        Completion[] second = new Completion[Rounds];
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
                if (answers[i] == AbortRequest.EndBeforeStart || completes)
                {
                    second[i] = states[i].TryComplete(early: true);
                }
            });
        for (int i = 0; i < Rounds; i++)
        {
            Assert.Equal(started[i], answers[i] != AbortRequest.EndBeforeStart);
            if (completes && started[i])
            {
                Assert.True((first[i] == Completion.Won) ^ (second[i] == Completion.Won));
                Assert.Equal(second[i] == Completion.Won, states[i].HasEndedEarly);
            }
        }
    }

    private static string Describe(TaskState state) => string.Join(' ', new[]
    {
        state.IsStarted ? "started" : "",
        state.IsAbortRequested ? "abort" : "",
        state.IsCompleted ? "completed" : "",
        state.HasEndedEarly ? "early" : "",
    }.Where(static word => word.Length > 0));

    private sealed class Box
    {
        public TaskState State;
    }
}
