using Liten.Proof;

namespace Liten.Interleavings;

/// <summary>No bug of the past could come back unseen.</summary>
public sealed class MuseumTests
{
    private const long MostSchedules = 200_000;

    [Theory]
    [MemberData(nameof(Exhibits.Data), MemberType = typeof(Exhibits))]
    public void The_bug_is_found_again(Exhibit exhibit)
    {
        string? failure = PatchedLibrary.Explore(exhibit, MostSchedules);

        Facts.Report("museum", exhibit.Id, ("scenario", exhibit.Scenario), ("caught", failure?.Split('\n')[0] ?? "no"));
        Assert.True(failure is not null, $"{exhibit.Scenario} does not find: {exhibit.Story}");
    }

    [Fact]
    public void Nothing_is_found_in_the_library_as_it_is()
    {
        Exhibit first = Exhibits.All.First();

        Assert.Null(PatchedLibrary.Explore(first with { Wrong = first.Right }, mostSchedules: 1000));
    }
}
