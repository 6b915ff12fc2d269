namespace Liten.Interleavings;

/// <summary>The bugs that have happened, elsewhere and here: each is rebuilt, and a scenario must find it again.</summary>
public static class Exhibits
{
    public static IEnumerable<Exhibit> All =>
    [
        .. QueueExhibits.All,
        .. SleepExhibits.All,
        .. WaitExhibits.All,
        .. TaskExhibits.All,
        .. ScopeExhibits.All,
        .. ScopeSetExhibits.All,
        .. AheadExhibits.All,
        .. EndExhibits.All,
        .. SignalExhibits.All,
        .. ChannelExhibits.All,
        .. LockExhibits.All,
        .. SelectExhibits.All,
    ];

    public static TheoryData<Exhibit> Data => [.. All];
}
