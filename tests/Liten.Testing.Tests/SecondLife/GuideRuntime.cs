namespace Liten.Tests.Guides;

/// <summary>Where the snippets of the guides live a second time: in many orders.</summary>
internal static class GuideRuntime
{
    public static void Run(Func<LitenTask> body) => Explore.Run(body, new ExploreOptions { Schedules = 200, MaxTime = TimeSpan.FromDays(2) });
}
