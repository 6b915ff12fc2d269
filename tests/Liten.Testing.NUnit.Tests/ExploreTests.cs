using NUnit.Framework;

namespace Liten.Testing.Tests.NUnit;

/// <summary>Explore.Run needs nothing of a test framework.</summary>
public sealed class ExploreTests
{
    [Test]
    public void Passing_body() => Explore.Run(async run =>
    {
        await Time.Sleep(TimeSpan.FromHours(1));
        Assert.That(run.Now, Is.GreaterThanOrEqualTo(TimeSpan.FromHours(1)));
    });

    [Test]
    public void Failing_body_is_replayed()
    {
        var failed = Assert.Throws<ScheduleFailedException>(() => Explore.Run(Body))!;
        Assert.That(failed.InnerException, Is.InstanceOf<AssertionException>());
        Assert.Throws<ScheduleFailedException>(() => Explore.Replay(failed.Replay, Body));

        static async LitenTask Body()
        {
            string order = "";
            await LitenTask.WhenAll(LitenTask.Spawn(() => Write("a")), LitenTask.Spawn(() => Write("b")));
            if (order != "ab")
            {
                throw new AssertionException(order);
            }

            async LitenTask Write(string letter)
            {
                await LitenTask.Yield();
                order += letter;
            }
        }
    }
}
