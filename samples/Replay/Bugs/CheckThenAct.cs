namespace Replay.Bugs;

/// <summary>2. Two buyers see the last seat free; both take it.</summary>
public static class CheckThenAct
{
    public static LitenTask Broken(TestRun run) => Sell(checksAgain: false);

    public static LitenTask Mended(TestRun run) => Sell(checksAgain: true);

    private static async LitenTask Sell(bool checksAgain)
    {
        int seats = 1;
        var latch = new AsyncSemaphore(1);
        await LitenTask.WhenAll(LitenTask.Spawn(Buy), LitenTask.Spawn(Buy));
        Expect.Equal(0, seats);

        async LitenTask Buy()
        {
            if (seats > 0)
            {
                using SemaphorePermits permit = await latch.AcquireAsync();
                if (!checksAgain || seats > 0)
                {
                    seats--;
                }
            }
        }
    }
}
