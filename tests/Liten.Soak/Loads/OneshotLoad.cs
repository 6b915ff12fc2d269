namespace Liten.Soak.Loads;

/// <summary>Pairs of tasks that send each other values by turns.</summary>
internal sealed class OneshotLoad() : Load("oneshot")
{
    private const int Pairs = 8;
    private const int Turns = 25;

    public override async LitenTask<int> RunBatch(Random random)
    {
        long[] sums = await LitenTask.WhenAll(Enumerable.Range(0, Pairs).Select(_ => LitenTask.Spawn(PingPong)).ToArray());
        LossException.ThrowUnless(sums.All(static sum => sum == Turns * (Turns + 1) / 2), "a value was lost or came twice");
        return Pairs * Turns * 2;
    }

    private static async LitenTask<long> PingPong()
    {
        long sum = 0;
        for (int i = 0; i < Turns; i++)
        {
            var (ping, pinged) = Oneshot.Create<int>();
            var (pong, ponged) = Oneshot.Create<int>();
            JoinHandle reply = LitenTask.Spawn(async () => pong.TrySend(1 + await pinged));
            await Yields(i % 2);
            ping.TrySend(i);
            sum += await ponged;
            await reply;
        }

        return sum;
    }
}
