using Liten.Tests.Scopes;

namespace Liten.Tests;

/// <summary>What Liten promises on real threads, once more in many orders and in virtual time.</summary>
public sealed class SecondLifeTests
{
    private const int Schedules = 200;

    private static readonly Dictionary<string, Specification> s_all = Specification.Of(
        typeof(TaskScopeTests),
        typeof(TaskScopeFailureTests),
        typeof(JoinSetTests),
        typeof(ForEachAsyncTests),
        typeof(KotlinScopeEdgeTests),
        typeof(TrioScopeEdgeTests),
        typeof(Sync.ChannelExamples));

    public static TheoryData<string> All => [.. s_all.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void Holds_InManyOrders(string specification) => ManyOrders.Try(Schedules, s_all[specification].Run);

    [Fact]
    public void ThereAreSeventyAtLeast()
    {
        Assert.InRange(s_all.Count, 70, int.MaxValue);
        Facts.Report("replay", "second-life", ("specifications", s_all.Count), ("schedules", s_all.Count * Schedules));
    }
}
