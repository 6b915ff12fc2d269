using System.Text.RegularExpressions;
using Liten.Proof;

namespace Liten.Interleavings;

/// <summary>No bug of the past could come back unseen.</summary>
[Trait(TestDepth.Trait, TestDepth.Deep)]
public sealed partial class MuseumTests
{
    private const long MostSchedules = 200_000;
    private const int LongestFact = 90;

    [Theory]
    [MemberData(nameof(Exhibits.Data), MemberType = typeof(Exhibits))]
    public void The_bug_is_found_again(Exhibit exhibit)
    {
        string? failure = PatchedLibrary.Explore(exhibit, exhibit.Scenario, MostSchedules);

        Facts.Report("museum", exhibit.Id, ("scenario", exhibit.Scenario), ("caught", Short(failure)));
        Assert.True(failure is not null, $"{exhibit.Scenario} does not find: {exhibit.Story}");
    }

    [Fact]
    public void Every_exhibit_has_its_own_name() => Assert.Distinct(Exhibits.All.Select(exhibit => exhibit.Id));

    [Fact]
    public void Nothing_is_found_in_the_library_as_it_is()
    {
        Exhibit first = Exhibits.All.First();

        Assert.Null(PatchedLibrary.Explore(first with { Wrong = first.Right }, first.Scenario, mostSchedules: 1000));
    }

    /// <summary>The schedule and the first words of what failed, without the exceptions' names.</summary>
    private static string Short(string? failure)
    {
        string line = failure is null ? "no" : ExceptionNames().Replace(failure.Split('\n')[0], "");
        return line.Length <= LongestFact ? line : line[..LongestFact];
    }

    [GeneratedRegex(@"\b(\w+\.)+\w*Exception: ")]
    private static partial Regex ExceptionNames();
}
