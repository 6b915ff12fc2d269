namespace Replay.Bugs;

/// <summary>5. Two closers both find the connection open, because it is marked only after its last flush.</summary>
public static class DoubleDispose
{
    public static LitenTask Broken(TestRun run) => Run(marksFirst: false);

    public static LitenTask Mended(TestRun run) => Run(marksFirst: true);

    private static async LitenTask Run(bool marksFirst)
    {
        bool isClosed = false;
        int closed = 0;
        (MpscSender<string> sender, MpscReceiver<string> wire) = Mpsc.CreateBounded<string>(4);
        await LitenTask.WhenAll(LitenTask.Spawn(Close), LitenTask.Spawn(Close));
        Expect.Equal(1, closed);
        wire.Dispose();
        sender.Dispose();

        async LitenTask Close()
        {
            if (!isClosed)
            {
                isClosed |= marksFirst;
                await sender.SendAsync("bye");
                isClosed = true;
                closed++;
            }
        }
    }
}
