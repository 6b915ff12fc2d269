#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Inspection;

/// <summary>The stack of a suspended task: its methods by name, and the line of each suspended await.</summary>
public sealed class TaskStackTests
{
    public static TheoryData<string> Methods => [.. StackSubjects.All.Keys];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Frame_OfEachAwait_HasNameAndLine(string method)
    {
        StackRig.AtEachStop(StackSubjects.All[method], (rig, task) =>
        {
            TaskFrame last = task.Stack[^1];
            Assert.Equal((method, rig.Line), (last.Method, last.Line));
            Assert.EndsWith("StackSubjects.cs", last.File);
        });
    }

    [Fact]
    public void Stack_OfNestedCalls_GoesFromTheOutermostToTheWait()
        => StackRig.AtEachStop(StackSubjects.OuterAsync, (rig, task) =>
        {
            Assert.Equal(
                ["StackSubjects.OuterAsync", "StackSubjects.MiddleAsync", "StackSubjects.InnerAsync"],
                task.Stack.Select(frame => frame.Method));
            Assert.Equal([.. rig.Outer, rig.Line], task.Stack.Select(frame => frame.Line));
            Assert.Empty(task.FurtherStacks);
            Assert.Contains($"    StackSubjects.MiddleAsync, StackSubjects.cs:{rig.Outer[1]}", task.ToString());
        });

    [Fact]
    public void Stack_ThroughTaskMethods_ShowsThemInTheirPlace()
        => StackRig.AtEachStop(StackSubjects.LitenThenTaskAsync, (rig, task) => Assert.Equal(
            [
                ("StackSubjects.LitenThenTaskAsync", rig.Outer[0]),
                ("StackSubjects.TaskAsync", rig.Outer[1]),
                ("StackSubjects.InnerAsync", rig.Line),
            ],
            task.Stack.Select(frame => (frame.Method, frame.Line))));

    [Fact]
    public void Stack_AboveAForeignWait_EndsWithTheMethodThatWaits()
        => StackRig.AtEachStop(StackSubjects.LitenThenForeignAsync, (rig, task) =>
        {
            Assert.Equal(TaskWaitKind.Foreign, task.Wait!.Kind);
            Assert.Equal(
                [
                    ("StackSubjects.LitenThenForeignAsync", rig.Outer[0]),
                    ("StackSubjects.ForeignAsync", rig.Outer[1]),
                    ("StackSubjects.ForeignInnerAsync", rig.Line),
                ],
                task.Stack.Select(frame => (frame.Method, frame.Line)));
        });

    [Fact]
    public void Stack_OfABodyThatIsATaskMethod_ShowsIt()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        var rig = new StackRig();
        JoinHandle task = it.Runtime.Spawn(() => StackSubjects.TaskAsync(rig));
        TaskSnapshot seen = TaskSnapshotTests.Await(it, task, LiveTaskState.Waiting);

        Assert.Equal(["StackSubjects.TaskAsync", "StackSubjects.InnerAsync"], seen.Stack.Select(frame => frame.Method));
        it.Runtime.GetTask(task.Id);
        rig.GoOn();
    }

    [Fact]
    public void Stacks_OfCallsBesideEachOther_AreAllTold()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        var one = new StackRig();
        var two = new StackRig();
        JoinHandle task = it.Runtime.Spawn(() => StackSubjects.BesideAsync(one, two));
        TaskSnapshot seen = TaskSnapshotTests.Await(it, task, LiveTaskState.Waiting);

        Assert.Equal(["StackSubjects.BesideAsync", "StackSubjects.InnerAsync"], seen.Stack.Select(frame => frame.Method));
        Assert.Equal(["StackSubjects.MiddleAsync", "StackSubjects.InnerAsync"], Assert.Single(seen.FurtherStacks).Select(frame => frame.Method));
        Assert.Contains("and at the same time in", seen.ToString());
        one.GoOn();
        two.GoOn();
    }

    [Fact]
    public void Stack_OfATaskThatDoesNotWaitInAMethod_IsEmpty()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        JoinHandle bare = it.Runtime.Spawn(() => Time.Sleep(TimeSpan.FromHours(1)));

        Assert.Empty(TaskSnapshotTests.Await(it, bare, LiveTaskState.Waiting).Stack);
    }

    [Fact]
    public void List_HasStacksWhenAskedFor()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        var rig = new StackRig();
        JoinHandle task = it.Runtime.Spawn(() => StackSubjects.OuterAsync(rig));
        TaskSnapshotTests.Await(it, task, LiveTaskState.Waiting);

        Assert.Empty(Assert.Single(it.Runtime.GetTasks().Items).Stack);
        Assert.Equal(3, Assert.Single(it.Runtime.GetTasks(new TaskQuery { WithStacks = true }).Items).Stack.Count);
        rig.GoOn();
    }
}
