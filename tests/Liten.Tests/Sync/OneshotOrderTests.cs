namespace Liten.Tests.Sync;

/// <summary>Every order of everything that can happen to a oneshot, against the rules written down in <see cref="Rules"/>.</summary>
public class OneshotOrderTests
{
    private enum Step { Send, Receive, DropSender, CloseReceiver, Cancel, Abort }

    /// <summary>The receiving task gets its turn after every step, or only when all are done: it makes no difference to who wins.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EveryOrder_OfAllSteps_EndsAsTheRulesSay(bool turnAfterEachStep)
    {
        int orders = 0;
        foreach (Step[] order in Orders(Enum.GetValues<Step>()))
        {
            orders++;
            Assert.Equal(
                $"{string.Join(", ", order)}: {Expected(order)}",
                $"{string.Join(", ", order)}: {Play(order, turnAfterEachStep)}");
        }

        Assert.Equal(720, orders);
    }

    /// <summary>What the rules say: what the send returned, how the wait ended, and what can be received afterwards.</summary>
    private static string Expected(Step[] order)
    {
        var rules = new Rules();
        foreach (Step step in order)
        {
            rules.Apply(step);
        }

        return $"{rules.Send}, wait {rules.Receive}, then {rules.Oneshot}";
    }

    private static string Play(Step[] order, bool turnAfterEachStep)
    {
        using var runtime = new ListScheduler();
        using var cts = new CancellationTokenSource();
        (OneshotSender<string> sender, OneshotReceiver<string> receiver) = Oneshot.Create<string>();
        string send = "";
        JoinHandle<string> task = runtime.Spawn(async () =>
        {
            await LitenTask.Yield();
            return await ReceiveAsync(receiver, cts.Token);
        });
        runtime.RunNext();
        foreach (Step step in order)
        {
            switch (step)
            {
                case Step.Send:
                    send = sender.TrySend("value") ? "sent" : "refused";
                    break;
                case Step.Receive:
                    runtime.RunAll();
                    break;
                case Step.DropSender:
                    sender.Dispose();
                    break;
                case Step.CloseReceiver:
                    receiver.Close();
                    break;
                case Step.Cancel:
                    cts.Cancel();
                    break;
                case Step.Abort:
                    task.Abort();
                    break;
            }

            if (turnAfterEachStep && Array.IndexOf(order, Step.Receive) <= Array.IndexOf(order, step))
            {
                runtime.RunAll();
            }
        }

        runtime.RunAll();
        return $"{send}, wait {Ending(task)}, then {Left(receiver)}";
    }

    private static async LitenTask<string> ReceiveAsync(OneshotReceiver<string> receiver, CancellationToken cancellationToken)
    {
        try
        {
            return await receiver.ReceiveAsync(cancellationToken);
        }
        catch (OneshotClosedException)
        {
            return "closed";
        }
        catch (OperationCanceledException canceled) when (canceled is not TaskAbortedException)
        {
            return "cancelled";
        }
    }

    private static string Ending(JoinHandle<string> task)
    {
        try
        {
            return task.GetAwaiter().GetResult();
        }
        catch (TaskAbortedException)
        {
            return "aborted";
        }
    }

    private static string Left(OneshotReceiver<string> receiver)
    {
        try
        {
            return receiver.TryReceive(out _) ? "sent" : "open";
        }
        catch (OneshotClosedException)
        {
            return "closed";
        }
        catch (InvalidOperationException)
        {
            return "taken";
        }
    }

    private static IEnumerable<Step[]> Orders(Step[] steps) => steps.Length == 0
        ? [[]]
        : steps.SelectMany(first => Orders([.. steps.Where(step => step != first)]).Select(rest => (Step[])[first, .. rest]));

    private sealed class Rules
    {
        private bool _waits;
        private string? _refusal;

        public string Oneshot { get; private set; } = "open";

        public string Send { get; private set; } = "";

        public string Receive { get; private set; } = "";

        public void Apply(Step step)
        {
            switch (step)
            {
                case Step.Send:
                    Send = Oneshot == "open" ? "sent" : "refused";
                    Leave("open", _waits ? "taken" : "sent");
                    EndWait("value");
                    break;
                case Step.DropSender or Step.CloseReceiver:
                    Leave("open", "closed");
                    EndWait("closed");
                    break;
                case Step.Receive:
                    Receive = _refusal ?? (Oneshot switch { "sent" => "value", "closed" => "closed", _ => "" });
                    _waits = Receive == "";
                    Leave(Receive == "value" ? "sent" : "", "taken");
                    break;
                case Step.Cancel or Step.Abort:
                    string ending = step == Step.Abort ? "aborted" : "cancelled";
                    _refusal = _refusal == "aborted" ? _refusal : ending;
                    EndWait(ending);
                    break;
            }
        }

        private void Leave(string state, string next) => Oneshot = Oneshot == state ? next : Oneshot;

        private void EndWait(string ending)
        {
            Receive = _waits ? ending : Receive;
            _waits = false;
        }
    }
}
