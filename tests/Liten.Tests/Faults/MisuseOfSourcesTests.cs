#pragma warning disable xUnit1051 // A wait here ends by its giver.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Faults;

/// <summary>
/// Every misuse of a LitenTask by every kind of thing that one can wait for: it throws InvalidOperationException, gets nobody else's
/// result, and harms nobody who uses the same object rightly.
/// </summary>
public sealed class MisuseOfSourcesTests : IDisposable
{
    private const int Rounds = 300;

    private static readonly string[] s_sources =
    [
        "call", "call without result", "sleep", "oneshot", "lock", "lock without value", "semaphore", "notify", "channel", "join", "end of a task",
        "foreign", "foreign without result",
    ];

    /// <summary>
    /// Without a second await in an <c>async Task</c> method of what is pending: .NET's builder throws on the ThreadPool what an awaiter
    /// throws when it is to suspend the method, which ends the process. That holds for a ValueTask that is awaited twice as well.
    /// </summary>
    private static readonly string[] s_awaits = ["OnCompleted", "UnsafeOnCompleted", "AsTask", "AsValueTask", "await"];

    private static readonly string[] s_uses = ["IsCompleted", "GetResult", .. s_awaits, "await in Task"];

    private readonly TaskLab _lab = new();

    public static TheoryData<string> Sources => [.. s_sources];

    public static TheoryData<string, string> SourcesAndUses => Cells(s_uses);

    public static TheoryData<string, string> SourcesAndAwaits => Cells(s_awaits);

    public static TheoryData<string, ulong> SourcesAndStarts
    {
        get
        {
            var cells = new TheoryData<string, ulong>();
            foreach (string source in s_sources)
            {
                foreach (ulong start in new ulong[] { uint.MaxValue - 2, ulong.MaxValue >> 32, (1UL << 61) - 3 })
                {
                    cells.Add(source, start);
                }
            }

            return cells;
        }
    }

    public void Dispose() => _lab.Dispose();

    [Theory]
    [MemberData(nameof(SourcesAndUses))]
    public void Use_AfterTheResultWasTaken_IsRefused(string source, string use)
    {
        TaskInHand task = Make(source, 1, out Action complete);
        complete();
        task.GetResult();

        AssertRefused(() => task.Use(use));
    }

    [Theory]
    [MemberData(nameof(SourcesAndUses))]
    public void Use_OfACopyKeptOverReuse_IsRefusedAndTheNextUseIsUnharmed(string source, string use)
    {
        TaskInHand old = Make(source, 1, out Action complete);
        complete();
        old.GetResult();
        TaskInHand current = Make(source, 2, out complete);
        Assert.Same(old.Source, current.Source);
        AssertRefused(() => old.Use(use));
        Assert.False(current.IsCompleted());

        int woken = 0;
        current.OnCompleted(() => woken++);
        AssertRefused(() => old.Use(use));
        complete();
        AssertRefused(() => old.Use(use));
        _lab.Runtime.RunAll();
        Assert.Equal(1, woken);
        current.GetResult();
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void GetResult_BeforeTheEnd_IsRefusedAndTheWaitIsUnharmed(string source)
    {
        TaskInHand task = Make(source, 1, out Action complete);
        AssertRefused(task.GetResult);
        complete();
        task.GetResult();
    }

    [Theory]
    [MemberData(nameof(SourcesAndAwaits))]
    public void SecondAwait_WhileTheFirstWaits_IsRefusedAndTheFirstIsWoken(string source, string second)
    {
        TaskInHand task = Make(source, 1, out Action complete);
        int woken = 0;
        task.OnCompleted(() => woken++);
        AssertRefused(() => task.Use(second));
        complete();
        _lab.Runtime.RunAll();
        Assert.Equal(1, woken);
        task.GetResult();
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void GetResult_ByTwoThreadsAtOnce_OneIsRefused(string source)
    {
        TaskInHand[] tasks = [.. Enumerable.Range(0, Rounds).Select(round =>
        {
            TaskInHand task = Make(source, round, out Action complete);
            complete();
            return task;
        })];
        int[] taken = new int[Rounds];
        Race.Run(Rounds, Take, Take);
        Assert.DoesNotContain(taken, static count => count != 1);

        void Take(int round)
        {
            try
            {
                tasks[round].GetResult();
                Interlocked.Increment(ref taken[round]);
            }
            catch (InvalidOperationException)
            {
                // The one that came second.
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Await_ByTwoThreadsAtOnce_OneIsRefusedAndTheOtherIsWoken(string source)
    {
        var givers = new Action[Rounds];
        TaskInHand[] tasks = [.. Enumerable.Range(0, Rounds).Select(round => Make(source, round, out givers[round]))];
        int refused = 0;
        int[] woken = new int[Rounds];
        Race.Run(Rounds, Await, Await);
        Assert.Equal(Rounds, refused);
        Array.ForEach(givers, static give => give());
        Assert.True(SpinWait.SpinUntil(() => woken.Sum() == Rounds, Patience.Limit), "somebody was not woken");
        Assert.DoesNotContain(woken, static count => count != 1);
        Array.ForEach(tasks, static task => task.GetResult());

        void Await(int round)
        {
            try
            {
                tasks[round].OnCompleted(() => Interlocked.Increment(ref woken[round]));
            }
            catch (InvalidOperationException)
            {
                Interlocked.Increment(ref refused);
            }
        }
    }

    [Theory]
    [MemberData(nameof(SourcesAndStarts))]
    public void Token_AcrossItsWrap_RefusesTheUseBefore(string source, ulong start)
    {
        TaskInHand first = Make(source, 0, out Action complete);
        complete();
        first.GetResult();
        first.CountUsesFrom(start);
        TaskInHand? before = null;
        for (int use = 1; use <= 6; use++)
        {
            TaskInHand task = Make(source, use, out complete);
            Assert.Same(first.Source, task.Source);
            foreach (string misuse in before is null ? [] : s_uses)
            {
                AssertRefused(() => before!.Use(misuse));
            }

            complete();
            task.GetResult();
            before = task;
        }
    }

    /// <summary>The default value is a task that has completed, as with ValueTask: it may be used any number of times.</summary>
    [Fact]
    public void Default_IsACompletedTaskWithTheDefaultResult()
    {
        for (int i = 0; i < 2; i++)
        {
            Assert.True(default(LitenTask).IsCompleted);
            default(LitenTask).GetAwaiter().GetResult();
            Assert.True(default(LitenTask).AsTask().IsCompletedSuccessfully);
            Assert.True(default(LitenTask<string>).IsCompleted);
            Assert.Null(default(LitenTask<string>).GetAwaiter().GetResult());
            Assert.True(default(LitenTask<string>).AsValueTask().IsCompletedSuccessfully);
        }
    }

    private static TheoryData<string, string> Cells(string[] uses)
    {
        var cells = new TheoryData<string, string>();
        foreach (string source in s_sources)
        {
            foreach (string use in uses)
            {
                cells.Add(source, use);
            }
        }

        return cells;
    }

    private static void AssertRefused(Action use)
    {
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(use);
        Assert.Contains("AsTask()", refused.Message);
    }

    /// <summary>A task that is pending, whose result the number tells from others.</summary>
    private TaskInHand Make(string source, int number, out Action complete)
    {
        Action<int> isRight = result => Assert.Equal(number, result);
        switch (source)
        {
            case "call" or "call without result":
                complete = _lab.Runtime.RunAll;
                return source == "call" ? TaskInHand.Of(Call(number), isRight) : TaskInHand.Of(Call());
            case "sleep":
                var sleep = TaskInHand.Of(Time.Sleep(TimeSpan.FromSeconds(1)));
                complete = () =>
                {
                    _lab.Clock.Advance(TimeSpan.FromSeconds(2));
                    _lab.Timers.RunDue();
                };
                return sleep;
            case "oneshot":
                var (sender, receiver) = Oneshot.Create<int>();
                complete = () => sender.TrySend(number);
                return TaskInHand.Of(receiver.ReceiveAsync(), isRight);
            case "channel":
                var (writer, reader) = Mpsc.CreateUnbounded<int>();
                complete = () => writer.TrySend(number);
                return TaskInHand.Of(reader.ReceiveAsync(), isRight);
            case "foreign" or "foreign without result":
                var foreign = new TaskCompletionSource<int>();
                complete = () => foreign.SetResult(number);
                return source == "foreign" ? TaskInHand.Of(foreign.Task.Abortable(), isRight) : TaskInHand.Of(((Task)foreign.Task).Abortable());
            case "join" or "end of a task":
                return Join(source, number, out complete);
            default:
                return Lock(source, number, out complete);
        }
    }

    private TaskInHand Join(string source, int number, out Action complete)
    {
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle<int> handle = _lab.Runtime.Begin(async () => await receiver);
        complete = () =>
        {
            sender.TrySend(number);
            _lab.Runtime.RunAll();
        };
        return source == "join"
            ? TaskInHand.Of(handle.JoinAsync(), result => Assert.Equal(number, result.Value))
            : TaskInHand.Of(handle.WaitForEndAsync(CancellationToken.None));
    }

    private static TaskInHand Lock(string source, int number, out Action complete)
    {
        switch (source)
        {
            case "lock":
                var withValue = new AsyncMutex<int>(number);
                Assert.True(withValue.TryLock(out AsyncMutexGuard<int> guard));
                complete = guard.Dispose;
                return TaskInHand.Of(withValue.LockAsync(), held =>
                {
                    Assert.Equal(number, held.Value);
                    held.Dispose();
                });
            case "lock without value":
                var mutex = new AsyncMutex();
                Assert.True(mutex.TryLock(out AsyncMutexGuard plain));
                complete = plain.Dispose;
                return TaskInHand.Of(mutex.LockAsync(), static held => held.Dispose());
            case "semaphore":
                var semaphore = new AsyncSemaphore(0);
                complete = () => semaphore.Release();
                return TaskInHand.Of(semaphore.AcquireAsync(), static permits => permits.Dispose());
            default:
                var notify = new AsyncNotify();
                complete = () => notify.NotifyOne();
                return TaskInHand.Of(notify.WaitAsync());
        }
    }

    private static async LitenTask<int> Call(int value)
    {
        await LitenTask.Yield();
        return value;
    }

    private static async LitenTask Call() => await LitenTask.Yield();
}
