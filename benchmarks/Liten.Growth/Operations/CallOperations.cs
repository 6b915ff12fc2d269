namespace Liten.Growth;

/// <summary>The suspended calls of one task.</summary>
internal static class CallOperations
{
    private const string Others = "calls of the task";
    private const int MoreThanRemembered = 40;

    public static IEnumerable<Operation> All =>
    [
        new("start and end a call", Others, StartAndEnd),
        .. Order.Each("end each call", Others, EndEach),
        new("await all calls: each", Others, AwaitAll),
        new("abort a task: each call", Others, Abort),
        new("end a task before a call", "calls of other ended tasks", Outlive),
    ];

    private static async LitenTask StartAndEnd(int others, Meter meter)
    {
        var calls = new Calls(others);
        meter.Begin();
        for (int i = 0; i < Operation.Times; i++)
        {
            await new Calls(1).End(0);
        }

        meter.End(Operation.Times);
        await calls.EndAll();
    }

    private static async LitenTask EndEach(int others, Order order, Meter meter)
    {
        var calls = new Calls(others);
        int[] places = order.Of(others);
        meter.Begin();
        foreach (int place in places)
        {
            await calls.End(place);
        }

        meter.End(others);
    }

    private static async LitenTask AwaitAll(int others, Meter meter)
    {
        var calls = new Calls(others);
        meter.Begin();
        LitenTask all = LitenTask.WhenAll(calls.Open);
        calls.Answer();
        await all;
        meter.End(others);
    }

    private static async LitenTask Abort(int others, Meter meter)
    {
        JoinHandle task = LitenTask.Spawn(async () => await LitenTask.WhenAll(new Calls(others).Open));
        await LitenTask.Yield();
        meter.Begin();
        task.Abort();
        await task.JoinAsync();
        meter.End(others);
    }

    /// <summary>
    /// A runtime remembers the tasks that have left calls behind, and those whose calls have ended until as many have
    /// come as there are others: the many more operations show that it does not remember them for ever.
    /// </summary>
    private static async LitenTask Outlive(int others, Meter meter)
    {
        Calls[] left = new Calls[others];
        for (int i = 0; i < others; i++)
        {
            left[i] = await Leave();
        }

        meter.Begin();
        for (int i = 0; i < MoreThanRemembered * others; i++)
        {
            (await Leave()).Answer();
            await LitenTask.Yield();
        }

        meter.End(MoreThanRemembered * others);
        foreach (Calls calls in left)
        {
            calls.Answer();
        }
    }

    private static async LitenTask<Calls> Leave()
        => await LitenTask.Spawn(static () => LitenTask.FromResult(new Calls(1)));

    private sealed class Calls
    {
        private readonly OneshotSender<int>[] _answers;

        public Calls(int count)
        {
            _answers = new OneshotSender<int>[count];
            Open = new LitenTask[count];
            for (int i = 0; i < count; i++)
            {
                (_answers[i], OneshotReceiver<int> receiver) = Oneshot.Create<int>();
                Open[i] = Receive(receiver);
            }
        }

        public LitenTask[] Open { get; }

        public async LitenTask End(int place)
        {
            _answers[place].TrySend(place);
            await Open[place];
        }

        public async LitenTask EndAll()
        {
            for (int i = 0; i < Open.Length; i++)
            {
                await End(i);
            }
        }

        public void Answer()
        {
            foreach (OneshotSender<int> answer in _answers)
            {
                answer.TrySend(0);
            }
        }

        private static async LitenTask Receive(OneshotReceiver<int> receiver) => await receiver;
    }
}
