namespace Liten.Tests.Primitives;

public class SpinLatchTests
{
    private SpinLatch _latch;

    [Fact]
    public void TryEnter_Free_EntersOnce()
    {
        Assert.True(_latch.TryEnter());
        Assert.False(_latch.TryEnter());
    }

    [Fact]
    public void Exit_Entered_IsFreeAgain()
    {
        _latch.Enter();
        _latch.Exit();

        Assert.True(_latch.TryEnter());
    }

    [Fact]
    public void Enter_ManyThreads_ExcludeEachOther()
    {
        const int Rounds = 200_000;
        int plain = 0;
        void Increment()
        {
            for (int i = 0; i < Rounds; i++)
            {
                _latch.Enter();
                plain++;
                _latch.Exit();
            }
        }

        WatchedThreads.Run(() => Volatile.Read(ref plain), Increment, Increment, Increment, Increment);

        Assert.Equal(4 * Rounds, plain);
    }
}
