namespace Liten.Growth;

/// <summary>Waits of one kind that end by their tokens.</summary>
internal static class Cancelling
{
    /// <summary>The same wait begun and cancelled again and again, and then all of those beside it in each order.</summary>
    public static IEnumerable<Operation> Of(string wait, string others, Func<Func<CancellationToken, LitenTask>> prepare)
        =>
        [
            new($"{wait}, cancelled", others, (count, meter) => One(count, meter, prepare())),
            .. Order.Each($"cancel each {wait}", others, (count, order, meter) => Each(count, order, meter, prepare())),
        ];

    /// <summary>Awaits what is going to be cancelled.</summary>
    public static async LitenTask Expect(LitenTask wait)
    {
        try
        {
            await wait;
        }
        catch (OperationCanceledException)
        {
            // As expected.
        }
    }

    /// <inheritdoc cref="Expect(LitenTask)"/>
    public static async LitenTask Expect<T>(LitenTask<T> wait)
    {
        try
        {
            await wait;
        }
        catch (OperationCanceledException)
        {
            // As expected.
        }
    }

    /// <inheritdoc cref="Expect(LitenTask)"/>
    public static async LitenTask Expect(Task wait)
    {
        try
        {
            await wait;
        }
        catch (OperationCanceledException)
        {
            // As expected.
        }
    }

    private static async LitenTask One(int others, Meter meter, Func<CancellationToken, LitenTask> begin)
    {
        var waits = new Waits(others, begin);
        meter.Begin();
        for (int i = 0; i < Operation.Times; i++)
        {
            await new Waits(1, begin).Cancel(0);
        }

        meter.End(Operation.Times);
        await waits.CancelAll();
    }

    private static async LitenTask Each(
        int others, Order order, Meter meter, Func<CancellationToken, LitenTask> begin)
    {
        var waits = new Waits(others, begin);
        int[] places = order.Of(others);
        meter.Begin();
        foreach (int place in places)
        {
            await waits.Cancel(place);
        }

        meter.End(others);
    }

    private sealed class Waits
    {
        private readonly (CancellationTokenSource Source, LitenTask Wait)[] _waits;

        public Waits(int count, Func<CancellationToken, LitenTask> begin)
        {
            _waits = new (CancellationTokenSource, LitenTask)[count];
            for (int i = 0; i < count; i++)
            {
                var source = new CancellationTokenSource();
                _waits[i] = (source, begin(source.Token));
            }
        }

        public async LitenTask Cancel(int place)
        {
            (CancellationTokenSource source, LitenTask wait) = _waits[place];
            source.Cancel();
            await wait;
            source.Dispose();
        }

        public async LitenTask CancelAll()
        {
            for (int i = 0; i < _waits.Length; i++)
            {
                await Cancel(i);
            }
        }
    }
}
