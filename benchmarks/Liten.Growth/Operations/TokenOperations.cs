namespace Liten.Growth;

/// <summary>What hangs on one token.</summary>
internal static class TokenOperations
{
    public static IEnumerable<Operation> All =>
    [
        new("wait with a token", "waits with the token", Wait),
        new("cancel a token: each wait", "waits with the token", Cancel),
        new("register with a task's token", "callbacks of the token", Register),
        new("abort a task: each callback of its token", "callbacks of the token", Abort),
    ];

    private static async LitenTask Wait(int others, Meter meter)
    {
        using var source = new CancellationTokenSource();
        LitenTask[] waits = Receive(others, source.Token);
        meter.Begin();
        for (int i = 0; i < Operation.Times; i++)
        {
            (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            LitenTask<int> wait = receiver.ReceiveAsync(source.Token);
            sender.TrySend(1);
            await wait;
        }

        meter.End(Operation.Times);
        source.Cancel();
        await LitenTask.WhenAll(waits);
    }

    private static async LitenTask Cancel(int others, Meter meter)
    {
        using var source = new CancellationTokenSource();
        LitenTask[] waits = Receive(others, source.Token);
        meter.Begin();
        source.Cancel();
        await LitenTask.WhenAll(waits);
        meter.End(others);
    }

    private static LitenTask[] Receive(int count, CancellationToken token)
        => [.. Enumerable.Range(0, count).Select(
            _ => Cancelling.Expect(Oneshot.Create<int>().Receiver.ReceiveAsync(token)))];

    private static async LitenTask Register(int others, Meter meter) => await LitenTask.Spawn(() =>
    {
        CancellationToken token = LitenTask.Current.CancellationToken;
        CancellationTokenRegistration[] registrations = Register(others, token);
        meter.Begin();
        for (int i = 0; i < Operation.Times; i++)
        {
            token.Register(static () => { }).Dispose();
        }

        meter.End(Operation.Times);
        GC.KeepAlive(registrations);
        return LitenTask.CompletedTask;
    });

    private static async LitenTask Abort(int others, Meter meter)
    {
        JoinHandle task = LitenTask.Spawn(async () =>
        {
            Register(others, LitenTask.Current.CancellationToken);
            await Time.Sleep(Timeout.InfiniteTimeSpan);
        });
        await LitenTask.Yield();
        meter.Begin();
        task.Abort();
        await task.JoinAsync();
        meter.End(others);
    }

    private static CancellationTokenRegistration[] Register(int count, CancellationToken token)
        => [.. Enumerable.Range(0, count).Select(_ => token.Register(static () => { }))];
}
