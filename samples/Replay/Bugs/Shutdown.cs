using System.Threading.Channels;

namespace Replay.Bugs;

/// <summary>8. The consumer looks whether the producer is done, then reads; the channel ends in between.</summary>
public static class Shutdown
{
    public static async Task Broken(TestRun run)
    {
        var channel = Channel.CreateBounded<int>(2);
        bool isDone = false;
        int sum = 0;
        await LitenTask.WhenAll(LitenTask.Spawn(Produce), LitenTask.Spawn(Consume));
        Expect.Equal(3, sum);

        async Task Produce()
        {
            await channel.Writer.WriteAsync(1);
            await channel.Writer.WriteAsync(2);
            await Task.Yield();
            isDone = true;
            channel.Writer.Complete();
        }

        async Task Consume()
        {
            while (!isDone || channel.Reader.Count > 0)
            {
                sum += await channel.Reader.ReadAsync();
            }
        }
    }

    public static async Task Mended(TestRun run)
    {
        var channel = Channel.CreateBounded<int>(2);
        int sum = 0;
        await LitenTask.WhenAll(LitenTask.Spawn(Produce), LitenTask.Spawn(Consume));
        Expect.Equal(3, sum);

        async Task Produce()
        {
            await channel.Writer.WriteAsync(1);
            await channel.Writer.WriteAsync(2);
            await Task.Yield();
            channel.Writer.Complete();
        }

        async Task Consume()
        {
            while (await channel.Reader.WaitToReadAsync())
            {
                while (channel.Reader.TryRead(out int item))
                {
                    sum += item;
                }
            }
        }
    }
}
