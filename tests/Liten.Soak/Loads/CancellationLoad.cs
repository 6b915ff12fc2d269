namespace Liten.Soak.Loads;

/// <summary>Endless waits that only their token ends, by a timer of the runtime's own, in Liten's code and in .NET's.</summary>
internal sealed class CancellationLoad() : Load("cancellation")
{
    private const int Waits = 60;
    private const int LongestInMicroseconds = 4_000;

    public override async LitenTask<int> RunBatch(Random random)
    {
        TimeProvider provider = Runtime.Current.TimeProvider;
        JoinHandle<bool>[] waits = [.. Enumerable.Range(0, Waits).Select(i =>
        {
            TimeSpan patience = TimeSpan.FromMicroseconds(random.Next(LongestInMicroseconds));
            return LitenTask.Spawn(() => IsCancelled(i % 3, patience, provider));
        })];
        bool[] cancelled = await LitenTask.WhenAll(waits);
        LossException.ThrowUnless(cancelled.All(static yes => yes), "a wait without end has ended without being cancelled");
        return Waits;
    }

    private static async LitenTask<bool> IsCancelled(int kind, TimeSpan patience, TimeProvider provider)
    {
        using var source = new CancellationTokenSource(patience, provider);
        try
        {
            switch (kind)
            {
                case 0:
                    await Time.Sleep(Timeout.InfiniteTimeSpan, source.Token);
                    break;
                case 1:
                    await Oneshot.Create<int>().Receiver.ReceiveAsync(source.Token);
                    break;
                default:
                    await Task.Delay(Timeout.InfiniteTimeSpan, provider, source.Token);
                    break;
            }

            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
