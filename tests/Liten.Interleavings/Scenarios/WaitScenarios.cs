namespace Liten.Interleavings;

/// <summary>
/// WaitNode: "queued there until a value, a cancellation token or an abort of the waiting task claims it, each of them by one atomic
/// step that only one can win"; the losers take nothing, and the node is in its pool again once, also when it is used again meanwhile.
/// </summary>
internal static class WaitScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("wait.value-against-token-and-abort", 32_732, OneWins),
        new("wait.begins-against-value-and-token", 12_948, Begins),
        new("wait.next-use-against-late-abort", 23_209, NextUseAgainstAbort),
        new("wait.next-use-against-late-token", 2_167, NextUseAgainstToken),
        new("wait.withdrawn-against-value", 5_100, Withdrawn),
    ];

    private static void OneWins(Model model)
    {
        var lab = new Lab(model);
        var place = new OnePlace();
        var cancellation = new CancellationTokenSource();
        JoinHandle<int> handle = lab.Begin(async LitenTask<int> () => await place.Wait(cancellation.Token));
        lab.Worker("giver", () => place.Give(1));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.Worker("aborter", handle.Abort);
        lab.AtEnd(() =>
        {
            Assert.True(handle.IsCompleted);
            place.EnsureGivenOrKept(handle.WasAborted || handle.HasFailed ? [] : [handle.GetResult()]);
        });
    }

    private static void Begins(Model model)
    {
        var lab = new Lab(model);
        var place = new OnePlace();
        var cancellation = new CancellationTokenSource();
        var outcomes = new Outcomes(1);
        lab.Worker("waiter", () =>
        {
            outcomes[0] = Received(place, cancellation.Token);
            lab.RunAll();
            place.Nodes.Drain();
        });
        lab.Worker("giver", () => place.Give(1));
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() => place.EnsureGivenOrKept(outcomes.Read(0) == 1 ? [1] : []));
    }

    /// <summary>The task waits twice, with the same node: the abort or its second value ends the second wait, and never a third party's.</summary>
    private static void NextUseAgainstAbort(Model model)
    {
        var lab = new Lab(model);
        var place = new OnePlace();
        var received = new List<int>();
        JoinHandle<int> handle = lab.Begin(async LitenTask<int> () =>
        {
            received.Add(await place.Wait(CancellationToken.None));
            received.Add(await place.Wait(CancellationToken.None));
            return 0;
        });
        lab.Worker("worker", () =>
        {
            place.Give(1);
            lab.RunAll();
            place.Give(2);
            lab.RunAll();
            place.Nodes.Drain();
        });
        lab.Worker("aborter", handle.Abort);
        lab.AtEnd(() =>
        {
            Assert.True(handle.IsCompleted);
            place.EnsureGivenOrKept(received);
        });
    }

    /// <summary>"The registration is disposed before a node is reused, so this callback always means the current use."</summary>
    private static void NextUseAgainstToken(Model model)
    {
        var lab = new Lab(model);
        var place = new OnePlace();
        var cancellation = new CancellationTokenSource();
        var outcomes = new Outcomes(2);
        lab.Within(() => outcomes[0] = Received(place, cancellation.Token));
        lab.Worker("worker", () =>
        {
            place.Give(1);
            lab.RunAll();
            outcomes[1] = Received(place, CancellationToken.None);
            place.Give(2);
            lab.RunAll();
            place.Nodes.Drain();
        });
        lab.Worker("canceller", () => ModelCancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            int first = outcomes.Read(0);
            Assert.Equal(first == 1 ? 2 : 1, outcomes.Read(1));
            place.EnsureGivenOrKept(first == 1 ? [1, 2] : [1]);
        });
    }

    /// <summary>A wait that nobody is suspended on is taken back by version while a value comes.</summary>
    private static void Withdrawn(Model model)
    {
        var place = new OnePlace();
        LitenTask<int> wait = place.Wait(CancellationToken.None);
        var node = (WaitNode<int>)wait.Source!;
        uint version = wait.Token;
        model.Actor("giver", () => place.Give(1));
        for (int i = 1; i <= 2; i++)
        {
            model.Actor($"withdrawer {i}", () =>
            {
                node.TryWithdraw(version);
                place.Nodes.Drain();
            });
        }

        model.AtEnd(() => place.EnsureGivenOrKept(node.Version == version ? [wait.GetAwaiter().GetResult()] : []));
    }

    private static async LitenTask<int> Received(OnePlace place, CancellationToken cancellationToken)
    {
        try
        {
            return await place.Wait(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return Outcomes.Cancelled;
        }
    }
}
