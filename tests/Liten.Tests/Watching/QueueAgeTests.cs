namespace Liten.Tests.Watching;

public sealed class QueueAgeTests
{
    [Fact]
    public void Empty_IsZero() => Assert.Equal(0, new QueueAge().Look(taken: 5, come: 5, now: 100));

    [Fact]
    public void ItemsThatStay_AreAsOldAsTheFirstLookThatSawThem()
    {
        var age = new QueueAge();

        Assert.Equal(0, age.Look(0, 3, 100));
        Assert.Equal(50, age.Look(0, 3, 150));
        Assert.Equal(90, age.Look(2, 9, 190));
    }

    [Fact]
    public void QueueThatMovesOn_IsAsOldAsTheLookThatSawItsFirstItemCome()
    {
        var age = new QueueAge();
        age.Look(0, 3, 100);
        age.Look(0, 6, 110);
        age.Look(0, 9, 120);

        Assert.Equal(90, age.Look(3, 9, 200));
        Assert.Equal(80, age.Look(8, 9, 200));
        Assert.Equal(0, age.Look(9, 10, 200));
    }

    [Fact]
    public void ManyLooks_AreThinnedOut_AndNeverSayTooMuch()
    {
        var age = new QueueAge();
        for (int i = 1; i <= 1000; i++)
        {
            age.Look(0, i, i);
        }

        long last = long.MaxValue;
        for (int taken = 0; taken < 1000; taken++)
        {
            // Item number n, from 0, came at the time n + 1.
            long said = age.Look(taken, 1000, 1000);
            Assert.InRange(said, 0, Math.Min(last, 1000 - (taken + 1)));
            last = said;
        }
    }
}
