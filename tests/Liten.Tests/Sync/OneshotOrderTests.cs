namespace Liten.Tests.Sync;

/// <summary>Every order of everything that can happen to a oneshot, against the rules written down in <see cref="Expected"/>.</summary>
public class OneshotOrderTests
{
    private enum Step
    {
        Send,
        Receive,
        DropSender,
        CloseReceiver,
        Cancel,
        Abort,
    }

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

    /// <summary>The rules: what the send returned, how the wait ended, and what can be received afterwards.</summary>
    private static string Expected(Step[] order)
    {
        string send = "", receive = "", oneshot = "open";
        bool waits = false, cancelled = false, aborted = false;
        foreach (Step step in order)
        {
            switch (step)
            {
                case Step.Send:
                    send = oneshot == "open" ? "sent" : "refused";
                    oneshot = oneshot != "open" ? oneshot : waits ? "taken" : "sent";
                    break;
                case Step.Receive when aborted || cancelled:
                    receive = aborted ? "aborted" : "cancelled";
                    break;
                case Step.Receive:
                    waits = oneshot == "open";
                    receive = oneshot switch { "sent" => "value", "closed" => "closed", _ => "" };
                    oneshot = oneshot == "sent" ? "taken" : oneshot;
                    break;
                case Step.DropSender or Step.CloseReceiver:
                    oneshot = oneshot == "open" ? "closed" : oneshot;
                    break;
                case Step.Cancel:
                    cancelled = true;
                    receive = waits ? "cancelled" : receive;
                    waits = false;
                    break;
                case Step.Abort:
                    aborted = true;
                    receive = waits ? "aborted" : receive;
                    waits = false;
                    break;
            }

            if (waits && oneshot != "open")
            {
                receive = oneshot == "taken" ? "value" : "closed";
                waits = false;
            }
        }

        return $"{send}, wait {receive}, then {oneshot}";
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
}
