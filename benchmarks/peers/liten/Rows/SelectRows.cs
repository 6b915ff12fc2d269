namespace Liten.Peers;

/// <summary>select_2</summary>
internal static class SelectRows
{
    private const int Capacity = 128;

    /// <summary>One operation: receive from whichever of two channels has an item; a task sends to each.</summary>
    public static Outcome OfTwo(Run run) => Host.OnWorker(async () =>
    {
        long turns = run.Operations / 2;
        (MpscSender<long> leftSender, MpscReceiver<long> leftReceiver) = Mpsc.CreateBounded<long>(Capacity);
        (MpscSender<long> rightSender, MpscReceiver<long> rightReceiver) = Mpsc.CreateBounded<long>(Capacity);
        JoinHandle[] sending =
        [
            LitenTask.Spawn(() => Send(leftSender, turns)),
            LitenTask.Spawn(() => Send(rightSender, turns)),
        ];
        using Select select = Select.Create();
        SelectCase<long> left = select.Receive(leftReceiver);
        SelectCase<long> right = select.Receive(rightReceiver);
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            await select.NextAsync();
            sum += left.Won(out long item) || right.Won(out item) ? item : 0;
        }

        await LitenTask.WhenAll(sending);
        Check.Equal(sum, 2 * Check.SumBelow(turns));
    });

    private static async LitenTask Send(MpscSender<long> sender, long turns)
    {
        for (long turn = 0; turn < turns; turn++)
        {
            await sender.SendAsync(turn);
        }
    }
}
