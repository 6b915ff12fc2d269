namespace Liten.Interleavings;

/// <summary>
/// TaskState: "A task starts or is aborted before its start", "exactly one completes it: its own end, or a shutdown that gives it up",
/// and "No joiner can register from here on": a joiner is either taken by the completer or told that the task has completed.
/// </summary>
internal static class TaskStateScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("task-state.start-against-two-aborts", 160, StartAgainstAborts) { Preemptions = 3 },
        new("task-state.end-against-two-joiners", 19_710, EndAgainstJoiners) { Preemptions = 3 },
        new("task-state.end-against-give-up-and-joiner", 8_382, EndAgainstGiveUp) { Preemptions = 3 },
        new("task-state.end-against-abort-and-joiner", 2_473, EndAgainstAbort) { Preemptions = 3 },
        new("task-state.joiner-leaves-at-the-end", 23_140, JoinerLeaves) { Preemptions = 3 },
        new("task-state.latch-of-three", 29_172, LatchOfThree) { Preemptions = 3 },
        new("task-state.start-ahead-against-start-and-abort", 411, StartAhead) { Preemptions = 3 },
        new("task-state.one-entry-is-passed-over", 288, OneEntryIsPassedOver) { Preemptions = 3 },
        new("task-state.slot-joiner-against-end-and-abort", 654, SlotJoiner) { Preemptions = 3 },
    ];

    private static void StartAgainstAborts(Model model)
    {
        var state = default(TaskState);
        var answers = new List<TaskState.AbortRequest>();
        bool started = false;
        model.Actor("worker", () => started = state.TryStart());
        model.Actor("aborter 1", () => answers.Add(state.RequestAbort()));
        model.Actor("aborter 2", () => answers.Add(state.RequestAbort()));
        model.AtEnd(() =>
        {
            Assert.Single(answers, TaskState.AbortRequest.Nothing);
            Assert.Single(answers, started ? TaskState.AbortRequest.StopWaits : TaskState.AbortRequest.EndBeforeStart);
            Assert.Equal(started, state.IsStarted);
            Assert.True(state.IsAbortRequested);
        });
    }

    private static void EndAgainstJoiners(Model model)
    {
        var task = new JoinedState();
        model.Actor("completer", () => Assert.True(task.TryComplete(early: false)));
        model.Actor("joiner 1", () => task.Join("joiner 1"));
        model.Actor("joiner 2", () => task.Join("joiner 2"));
        model.AtEnd(() => task.EnsureEnded(early: false, "joiner 1", "joiner 2"));
    }

    private static void EndAgainstGiveUp(Model model)
    {
        var task = new JoinedState();
        bool ended = false;
        bool givenUp = false;
        model.Actor("completer", () => ended = task.TryComplete(early: false));
        model.Actor("shutdown", () => givenUp = task.TryComplete(early: true));
        model.Actor("joiner", () => task.Join("joiner"));
        model.AtEnd(() =>
        {
            Assert.NotEqual(ended, givenUp);
            task.EnsureEnded(early: givenUp, "joiner");
        });
    }

    /// <summary>The abort's bit comes at any moment between the others' looks and their compare-exchanges, and nobody loses it.</summary>
    private static void EndAgainstAbort(Model model)
    {
        var task = new JoinedState();
        TaskState.AbortRequest answer = default;
        bool seen = false;
        task.State.TryStart();
        model.Actor("completer", () =>
        {
            seen = task.State.IsAbortRequested;
            Assert.True(task.TryComplete(early: seen));
        });
        model.Actor("aborter", () => answer = task.State.RequestAbort());
        model.Actor("joiner", () => task.Join("joiner"));
        model.AtEnd(() =>
        {
            Assert.True(answer == TaskState.AbortRequest.StopWaits || (answer == TaskState.AbortRequest.Nothing && !seen));
            Assert.True(task.State.IsAbortRequested);
            task.EnsureEnded(early: seen, "joiner");
        });
    }

    private static void JoinerLeaves(Model model)
    {
        var task = new JoinedState();
        bool left = false;
        task.Join("leaving");
        model.Actor("completer", () => Assert.True(task.TryComplete(early: false)));
        model.Actor("leaving", () => left = task.TryLeave("leaving"));
        model.Actor("joiner", () => task.Join("joiner"));
        model.AtEnd(() => task.EnsureEnded(early: false, left ? ["joiner"] : ["joiner", "leaving"]));
    }

    private static void LatchOfThree(Model model)
    {
        var state = default(TaskState);
        var section = new Section();
        for (int i = 1; i <= 3; i++)
        {
            model.Actor($"joiner {i}", () =>
            {
                Assert.True(state.TryLatchBeforeCompletion());
                section.Visit();
                state.Unlatch();
            });
        }

        model.AtEnd(() => Assert.Equal(TaskState.Completion.Won | TaskState.Completion.WakeList, state.TryComplete(early: false)));
    }

    private static void StartAhead(Model model)
    {
        var state = default(TaskState);
        bool started = false;
        bool ahead = false;
        TaskState.AbortRequest answer = default;
        model.Actor("worker", () => started = state.TryStart());
        model.Actor("ahead", () => ahead = state.TryStartAhead());
        model.Actor("aborter", () => answer = state.RequestAbort());
        model.AtEnd(() =>
        {
            Assert.Single((bool[])[started, ahead, answer == TaskState.AbortRequest.EndBeforeStart], static won => won);
            Assert.Equal(started || ahead, state.IsStarted);
            Assert.Equal(ahead, state.TakeStale());
            Assert.True(state.IsAbortRequested);
        });
    }

    /// <summary>Two entries of one task are taken off a queue at the same time, while other bits of the word change.</summary>
    private static void OneEntryIsPassedOver(Model model)
    {
        var state = default(TaskState);
        bool[] passedOver = new bool[2];
        state.TryStartAhead();
        for (int i = 0; i < passedOver.Length; i++)
        {
            int entry = i;
            model.Actor($"entry {i}", () => passedOver[entry] = state.TakeStale());
        }

        model.Actor("aborter", () => Assert.Equal(TaskState.AbortRequest.StopWaits, state.RequestAbort()));
        model.AtEnd(() =>
        {
            Assert.Single(passedOver, static won => won);
            Assert.False(state.TakeStale());
            Assert.True(state.IsStarted && state.IsAbortRequested);
        });
    }

    /// <summary>Of the completer and the abort of the joiner exactly one takes the bit away; a number from before ends nothing.</summary>
    private static void SlotJoiner(Model model)
    {
        var state = default(TaskState);
        bool waits = false;
        bool ended = false;
        TaskState.Completion completion = default;
        state.TryJoin(out uint before);
        Assert.True(state.TryEndJoin(before));
        model.Actor("completer", () => completion = state.TryComplete(early: false));
        model.Actor("joiner", () => waits = state.TryJoin(out _));
        model.Actor("aborter", () =>
        {
            uint use = state.JoinUse;
            ended = state.TryEndJoin(use);
            Assert.False(ended && use == before);
        });
        model.AtEnd(() =>
        {
            bool woken = completion.HasFlag(TaskState.Completion.WakeJoiner);
            Assert.Equal(waits, woken ^ ended);
            Assert.False(woken && ended);
            Assert.False(state.TryJoin(out _));
        });
    }

    /// <summary>The state word and the list that its latch guards, used as JoinHandle does.</summary>
    private sealed class JoinedState
    {
        private readonly Section _section = new();
        private readonly List<string> _joiners = [];
        private readonly List<string> _woken = [];

        public TaskState State;

        public void Join(string name)
        {
            if (State.TryLatchBeforeCompletion())
            {
                _section.Visit();
                _joiners.Add(name);
                State.Unlatch();
            }
            else
            {
                _woken.Add(name);
            }
        }

        public bool TryLeave(string name)
        {
            bool left = State.TryLatchBeforeCompletion();
            if (left)
            {
                _section.Visit();
                _joiners.Remove(name);
                State.Unlatch();
            }

            return left;
        }

        public bool TryComplete(bool early)
        {
            TaskState.Completion completion = State.TryComplete(early);
            if (completion.HasFlag(TaskState.Completion.WakeList))
            {
                _section.Visit();
                _woken.AddRange(_joiners);
                _joiners.Clear();
                State.Unlatch();
            }

            return completion != TaskState.Completion.Lost;
        }

        public void EnsureEnded(bool early, params string[] woken)
        {
            Assert.True(State.IsCompleted);
            Assert.Equal(early, State.HasEndedEarly);
            Assert.Equal(woken, _woken.Order());
            Assert.Empty(_joiners);
            Assert.False(State.TryLatchBeforeCompletion());
        }
    }
}
