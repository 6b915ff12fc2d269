using System.Runtime.CompilerServices;

namespace Liten.Interleavings;

/// <summary>
/// ForeignTask: a wait for a task of .NET's ends once, by that task, an abort or a token. "True once, and never where a wait has got the
/// outcome": an exception that no wait has thrown is reported. "A wait that ends early leaves nothing behind."
/// </summary>
internal static class ForeignScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("foreign.completion-against-abort", 2_478, model => Ends(model, completes: true, aborts: true, cancels: false)),
        new("foreign.completion-against-token", 1_009, model => Ends(model, completes: true, aborts: false, cancels: true)),
        new("foreign.abort-against-token", 1_373, model => Ends(model, completes: false, aborts: true, cancels: true)),
        new("foreign.wait-that-begins-against-completion-and-abort", 109_100, Begins),
        new("foreign.two-waits-against-exception-and-aborts", 11_039, TwoWaits) { Preemptions = 1 },
        new("foreign.two-first-waits-against-completion", 17_868, TwoFirstWaits),
    ];

    private static void Ends(Model model, bool completes, bool aborts, bool cancels)
    {
        var lab = new Lab(model);
        var operation = new TaskCompletionSource<int>();
        var cancellation = new CancellationTokenSource();
        JoinHandle<int> handle = lab.Begin(async () => await operation.Task.Abortable(cancellation.Token));
        if (completes)
        {
            model.Actor("completer", () => operation.SetException(new FormatException()));
        }

        if (aborts)
        {
            model.Actor("aborter", handle.Abort);
        }

        if (cancels)
        {
            model.Actor("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        }

        lab.AtEnd(() =>
        {
            Assert.True(handle.IsCompleted);
            Assert.True(completes || !handle.HasFailed);
            EnsureSeenOnce(lab, completes, handle);
            EnsureEmpty(operation.Task);
        });
    }

    private static void Begins(Model model)
    {
        var lab = new Lab(model);
        var operation = new TaskCompletionSource<int>();
        int begun = 0;
        JoinHandle<int> handle = lab.Spawned(async () =>
        {
            begun++;
            return await operation.Task.Abortable();
        });
        lab.Worker();
        model.Actor("completer", () => operation.SetResult(1));
        model.Actor("aborter", handle.Abort);
        lab.AtEnd(() =>
        {
            Assert.True(handle.IsCompleted);
            Assert.True(handle.WasAborted || (begun == 1 && handle.GetResult() == 1));
            EnsureEmpty(operation.Task);
        });
    }

    private static void TwoWaits(Model model)
    {
        var lab = new Lab(model);
        var operation = new TaskCompletionSource<int>();
        JoinHandle<int> first = lab.Begin(async () => await operation.Task.Abortable());
        JoinHandle<int> second = lab.Begin(async () => await operation.Task.Abortable());
        model.Actor("completer", () => operation.SetException(new FormatException()));
        model.Actor("aborter 1", first.Abort);
        model.Actor("aborter 2", second.Abort);
        lab.AtEnd(() =>
        {
            Assert.True(first.IsCompleted && second.IsCompleted);
            EnsureSeenOnce(lab, true, first, second);
            EnsureEmpty(operation.Task);
        });
    }

    /// <summary>Two come to wait for what nobody has waited for before.</summary>
    private static void TwoFirstWaits(Model model)
    {
        var lab = new Lab(model);
        var operation = new TaskCompletionSource<int>();
        var outcomes = new Outcomes(2);
        for (int i = 0; i < 2; i++)
        {
            int me = i;
            lab.Worker($"waiter {me}", () => outcomes[me] = Wait(operation.Task));
        }

        model.Actor("completer", () => operation.SetResult(1));
        lab.AtEnd(() =>
        {
            Assert.Equal([1, 1], outcomes.Read());
            EnsureEmpty(operation.Task);
        });
    }

    private static async LitenTask<int> Wait(Task<int> task) => await task.Abortable();

    /// <summary>Throws unless the operation's exception was thrown by a wait, or else reported once.</summary>
    private static void EnsureSeenOnce(Lab lab, bool isThrown, params JoinHandle<int>[] handles)
    {
        bool hasThrown = Array.Exists(handles, static handle => handle.HasFailed && !handle.WasAborted && !IsCancelled(handle));
        Assert.Equal(isThrown && !hasThrown ? 1 : 0, lab.Host.Hooks.UnhandledExceptions);
    }

    private static bool IsCancelled(JoinHandle<int> handle)
    {
        try
        {
            handle.GetResult();
            return false;
        }
        catch (Exception exception)
        {
            return exception is OperationCanceledException;
        }
    }

    private static void EnsureEmpty(Task task) => Assert.True(WaitsOf(ForeignTask.Of(task)).IsEmpty);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_waits")]
    private static extern ref IntrusiveList<IForeignWait> WaitsOf(ForeignTask task);
}
