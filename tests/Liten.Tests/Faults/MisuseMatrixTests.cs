#pragma warning disable xUnit1051 // A wait here ends by its giver.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Faults;

/// <summary>
/// Every two uses of one LitenTask, one after the other, for every kind of it: a use that must be refused is, and a result
/// that is given out is the right one.
/// </summary>
public sealed class MisuseMatrixTests : IDisposable
{
    private const int Expected = 42;

    private static readonly string[] s_uses = ["IsCompleted", "GetResult", "OnCompleted", "UnsafeOnCompleted", "AsTask", "AsValueTask", "await"];

    private readonly ListScheduler _runtime = new();

    public static TheoryData<string, string, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, string>();
            foreach (string kind in new[] { "value", "failure", "ended call", "pending call", "ended wait", "pending wait", "used call", "reused call" })
            {
                foreach (string first in s_uses)
                {
                    foreach (string second in s_uses)
                    {
                        cells.Add(kind, first, second);
                    }
                }
            }

            return cells;
        }
    }

    public void Dispose() => _runtime.Dispose();

    [Theory]
    [MemberData(nameof(Cells))]
    public void TwoUses_OfOneTask_AreRefusedOrRight(string kind, string first, string second)
    {
        LitenTask<int> task = Make(kind, out Action complete);
        var state = kind switch
        {
            "value" or "failure" => Allowed.Always,
            "ended call" or "ended wait" => Allowed.OnceNow,
            "pending call" or "pending wait" => Allowed.OnceLater,
            _ => Allowed.Never,
        };
        (string, string) expected = (Predict(ref state, first), Predict(ref state, second));
        if (state == Allowed.Overtaken)
        {
            expected = ("refused", "right");
        }

        Func<string> firstOutcome = Use(task, first);
        Func<string> secondOutcome = Use(task, second);
        complete();
        _runtime.RunAll();

        Assert.Equal(expected, (Told(firstOutcome(), kind), Told(secondOutcome(), kind)));
    }

    private static string Predict(ref Allowed state, string use)
    {
        Allowed before = state;
        bool looksOnly = use == "IsCompleted";
        switch (before)
        {
            case Allowed.Always:
                return "right";
            case Allowed.Never:
                return "refused";
            case Allowed.Awaited:
                return looksOnly ? "right" : "refused";
            case Allowed.Woken when use is "GetResult" or "await" or "AsTask" or "AsValueTask":
                state = Allowed.Overtaken;
                return "right";
            case Allowed.Woken:
                return looksOnly ? "right" : "refused";
            case Allowed.OnceNow when use.EndsWith("OnCompleted", StringComparison.Ordinal):
                state = Allowed.Woken;
                return "right";
            case Allowed.OnceNow when !looksOnly:
                state = Allowed.Never;
                return "right";
            case Allowed.OnceLater when use == "GetResult":
                return "refused";
            case Allowed.OnceLater when !looksOnly:
                state = Allowed.Awaited;
                return "right";
            default:
                return "right";
        }
    }

    private static string Told(string outcome, string kind) => outcome == (kind == "failure" ? "failed" : $"{Expected}") || outcome == "looked" ? "right" : outcome;

    /// <summary>Begins the use now; the outcome is asked for when the task has ended.</summary>
    private static Func<string> Use(LitenTask<int> task, string use)
    {
        LitenTaskAwaiter<int> awaiter = task.GetAwaiter();
        switch (use)
        {
            case "IsCompleted":
                string seen = Outcome(() => awaiter.IsCompleted ? -1 : -1);
                return () => seen == "-1" ? "looked" : seen;
            case "GetResult":
                string got = Outcome(awaiter.GetResult);
                return () => got;
            case "OnCompleted" or "UnsafeOnCompleted":
                string? called = null;
                Action goOn = () => called = Outcome(awaiter.GetResult);
                string begun = Outcome(() =>
                {
                    (use == "OnCompleted" ? awaiter.OnCompleted : (Action<Action>)awaiter.UnsafeOnCompleted)(goOn);
                    return 0;
                });
                return () => begun == "0" ? called ?? "never called" : begun;
            case "await":
                LitenTask<int> caller = AwaitIt(task);
                return () => Outcome(caller.GetAwaiter().GetResult);
            default:
                Task<int>? bridge = null;
                string made = Outcome(() =>
                {
                    bridge = use == "AsTask" ? task.AsTask() : task.AsValueTask().AsTask();
                    return 0;
                });
                return () => made == "0" ? Outcome(bridge!.GetAwaiter().GetResult) : made;
        }
    }

    private static string Outcome(Func<int> use)
    {
        try
        {
            return $"{use()}";
        }
        catch (FormatException)
        {
            return "failed";
        }
        catch (InvalidOperationException e) when (e.Message.Contains("AsTask()", StringComparison.Ordinal))
        {
            return "refused";
        }
    }

    private LitenTask<int> Make(string kind, out Action complete)
    {
        complete = static () => { };
        switch (kind)
        {
            case "value":
                return LitenTask.FromResult(Expected);
            case "failure":
                return LitenTask.FromException<int>(new FormatException());
            case "ended wait" or "pending wait":
                (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
                LitenTask<int> wait = receiver.ReceiveAsync();
                Finish(kind == "ended wait", () => sender.TrySend(Expected), ref complete);
                return wait;
            default:
                LitenTask<int> call = Suspend(Expected);
                Finish(kind != "pending call", _runtime.RunAll, ref complete);
                if (kind is "used call" or "reused call")
                {
                    Assert.Equal(Expected, call.GetAwaiter().GetResult());
                    _ = kind == "reused call" ? Suspend(-100) : default;
                }

                return call;
        }
    }

    private static void Finish(bool now, Action action, ref Action later)
    {
        if (now)
        {
            action();
        }
        else
        {
            later = action;
        }
    }

    private static async LitenTask<int> AwaitIt(LitenTask<int> task) => await task;

    private static async LitenTask<int> Suspend(int value)
    {
        await LitenTask.Yield();
        return value;
    }

    /// <summary>What the rules allow with a task at some moment.</summary>
    private enum Allowed
    {
        Always,
        OnceNow,
        OnceLater,
        Awaited,

        /// <summary>Registered with what had ended already: its turn comes, but somebody else may take the result before.</summary>
        Woken,

        /// <summary>The second use has taken the result from the first, which is refused then.</summary>
        Overtaken,
        Never,
    }
}
