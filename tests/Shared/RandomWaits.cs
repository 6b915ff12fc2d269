namespace Liten.Stress;

/// <summary>One wait of each kind there is; most of them would never end, so that only an abort does it.</summary>
internal sealed class RandomWaits(AsyncMutex<int> mutex, JoinHandle never)
{
    private const int Kinds = 11;

    public Func<LitenTask> Pick(Random random)
    {
        int kind = random.Next(Kinds);
        int number = random.Next(100);
        return () => Wait(kind, number);
    }

    private async LitenTask Wait(int kind, int number)
    {
        switch (kind)
        {
            case 0:
                break;
            case 1:
                throw new StressException();
            case 2:
                await Yields(number);
                break;
            case 3:
                await Time.Sleep(TimeSpan.FromMicroseconds(number));
                break;
            case 4:
                await Time.Sleep(Timeout.InfiniteTimeSpan);
                break;
            case 5:
                await Time.Sleep(TimeSpan.FromHours(number + 1));
                break;
            case 6:
                await Oneshot.Create<int>().Receiver.ReceiveAsync();
                break;
            case 7:
                try
                {
                    await never;
                }
                catch (TaskAbortedException) when (!LitenTask.Current.IsAbortRequested)
                {
                    // Not this task was aborted but the awaited one, as in every shutdown.
                }

                break;
            case 8:
                await LitenTask.WhenAny([never, LitenTask.Spawn(() => Yields(number))]);
                break;
            case 9:
                await LitenTask.WhenAll(Time.Sleep(Timeout.InfiniteTimeSpan), Yields(number), Oneshot.Create<int>().Receiver.ReceiveAsync().AsVoid());
                break;
            default:
                using (AsyncMutexGuard<int> guard = await mutex.LockAsync())
                {
                    await Yields(number % 4);
                    guard.Value++;
                }

                break;
        }
    }

    private static async LitenTask Yields(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await LitenTask.Yield();
        }
    }
}
