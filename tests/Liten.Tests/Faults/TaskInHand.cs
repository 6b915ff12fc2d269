using System.Runtime.CompilerServices;

#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Faults;

/// <summary>A LitenTask with or without a result, for a test that uses it in every way there is.</summary>
internal sealed class TaskInHand
{
    public required Func<bool> IsCompleted { get; init; }

    /// <summary>Takes the result and fails the test if it is another task's.</summary>
    public required Action GetResult { get; init; }

    public required Action<Action> OnCompleted { get; init; }

    public required Action<Action> UnsafeOnCompleted { get; init; }

    public required Func<Task> AsTask { get; init; }

    public required Func<Task> AsValueTask { get; init; }

    public required Func<LitenTask> Await { get; init; }

    public required Func<Task> AwaitInTask { get; init; }

    public required object Source { get; init; }

    /// <summary>From its next use on, the source counts as used so often before.</summary>
    public required Action<ulong> CountUsesFrom { get; init; }

    public static TaskInHand Of(LitenTask task) => new()
    {
        IsCompleted = () => task.IsCompleted,
        GetResult = () => task.GetAwaiter().GetResult(),
        OnCompleted = goOn => task.GetAwaiter().OnCompleted(goOn),
        UnsafeOnCompleted = goOn => task.GetAwaiter().UnsafeOnCompleted(goOn),
        AsTask = task.AsTask,
        AsValueTask = () => task.AsValueTask().AsTask(),
        Await = async () => await task,
        AwaitInTask = async () => await task,
        Source = task.Source!,
        CountUsesFrom = uses => Meeting<VoidResult>.Of(task.Source!) = new Rendezvous<WorkItem>(uses),
    };

    public static TaskInHand Of<T>(LitenTask<T> task, Action<T> check) => new()
    {
        IsCompleted = () => task.IsCompleted,
        GetResult = () => check(task.GetAwaiter().GetResult()),
        OnCompleted = goOn => task.GetAwaiter().OnCompleted(goOn),
        UnsafeOnCompleted = goOn => task.GetAwaiter().UnsafeOnCompleted(goOn),
        AsTask = () => task.AsTask(),
        AsValueTask = () => task.AsValueTask().AsTask(),
        Await = async () => check(await task),
        AwaitInTask = async () => check(await task),
        Source = task.Source!,
        CountUsesFrom = uses => Meeting<T>.Of(task.Source!) = new Rendezvous<WorkItem>(uses),
    };

    /// <summary>Begins one use, and takes its outcome as far as there is one.</summary>
    public void Use(string use)
    {
        switch (use)
        {
            case "IsCompleted":
                IsCompleted();
                break;
            case "GetResult":
                GetResult();
                break;
            case "OnCompleted":
                OnCompleted(static () => { });
                break;
            case "UnsafeOnCompleted":
                UnsafeOnCompleted(static () => { });
                break;
            case "await":
                LitenTask call = Await();
                Assert.True(call.IsCompleted, "a second await waits");
                call.GetAwaiter().GetResult();
                break;
            default:
                Task task = use == "AsTask" ? AsTask() : use == "AsValueTask" ? AsValueTask() : AwaitInTask();
                Assert.True(task.IsCompleted, "a second await waits");
                task.GetAwaiter().GetResult();
                break;
        }
    }

    private static class Meeting<T>
    {
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "Meeting")]
        public static extern ref Rendezvous<WorkItem> Of(AwaitSource<T> source);
    }
}
