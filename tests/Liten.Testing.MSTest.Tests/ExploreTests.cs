namespace Liten.Testing.Tests.MSTest;

/// <summary>Explore.Run needs nothing of a test framework.</summary>
[TestClass]
public sealed class ExploreTests
{
    [TestMethod]
    public void Passing_body() => Explore.Run(async run =>
    {
        await Time.Sleep(TimeSpan.FromHours(1));
        Assert.IsTrue(run.Now >= TimeSpan.FromHours(1));
    });

    [TestMethod]
    public void Failing_body_is_replayed()
    {
        ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Run(Body));
        Assert.IsInstanceOfType<AssertFailedException>(failed.InnerException);
        Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Replay(failed.Replay, Body));

        static async LitenTask Body()
        {
            string order = "";
            await LitenTask.WhenAll(LitenTask.Spawn(() => Write("a")), LitenTask.Spawn(() => Write("b")));
            Assert.AreEqual("ab", order);

            async LitenTask Write(string letter)
            {
                await LitenTask.Yield();
                order += letter;
            }
        }
    }
}
