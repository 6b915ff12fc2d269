using System.Reflection;
using System.Text.RegularExpressions;

namespace Liten.Tests.Guides;

/// <summary>What docs/guide shows is code that a test runs; the counts it states are the library's.</summary>
public sealed partial class GuideTests
{
    private static readonly string s_root = FindRoot();

    public static TheoryData<string> Guides
        => ["tasks", "structure", "synchronization", "time", "blocking", "testing", "seeing", "telemetry", "scheduling", "web"];

    [Theory]
    [MemberData(nameof(Guides))]
    public void Each_snippet_is_code_that_a_test_runs(string guide)
    {
        string project = guide switch
        {
            "testing" => "Liten.Testing.Tests",
            "web" => "Liten.AspNetCore.Tests",
            _ => "Liten.Tests",
        };
        GuideSource source = GuideSource.Read(Path.Combine(s_root, "tests", project, "Guide"), guide);
        string[] snippets = [.. Snippet().Matches(Text(guide)).Select(snippet => snippet.Groups[1].Value)];

        Assert.True(snippets.Length >= 5, $"only {snippets.Length} snippets");
        Assert.All(
            snippets, snippet => Assert.True(source.Runs(snippet), $"No test of {source.Name} runs:\n{snippet}"));
    }

    [Fact]
    public void A_snippet_that_is_not_word_for_word_in_a_test_is_noticed()
    {
        var source = new GuideSource("Some.cs", """
            class Some
            {
                [Fact]
                public void Test()
                {
                    int one = 1;
                    Used();
                }

                void Used() => Call(1);

                void Unused() => Call(2);
            }
            """);

        Assert.True(source.Runs("int one = 1;\n\n    Used();\n"));
        Assert.True(source.Runs("void Used() => Call(1);"));
        Assert.False(source.Runs("void Unused() => Call(2);"));
        Assert.False(source.Runs("int one = 1;\nint two = 2;"));
        Assert.False(source.Runs("one = 1;"));
        Assert.False(source.Runs(""));
    }

    [Theory]
    [MemberData(nameof(Guides))]
    public void Each_fence_is_csharp_and_closed(string guide)
        => Assert.Equal(Snippet().Count(Text(guide)) * 2, Fence().Count(Text(guide)));

    [Theory]
    [MemberData(nameof(Guides))]
    public void Each_link_leads_to_a_heading_or_a_file(string guide)
    {
        Assert.All(Link().Matches(Text(guide)), link =>
        {
            string file = Path.Combine(s_root, "docs", "guide", link.Groups[1].Value);
            Assert.True(File.Exists(file), file);
            string anchor = link.Groups[2].Value;
            Assert.True(anchor.Length == 0 || Anchors(file).Contains(anchor), $"{file}#{anchor}");
        });
    }

    [Fact]
    public void The_readme_names_each_guide()
    {
        string readme = File.ReadAllText(Path.Combine(s_root, "README.md"));
        Assert.All(Guides, guide => Assert.Contains($"(docs/guide/{guide.Data}.md)", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void The_counts_are_those_of_the_library()
    {
        Assert.Equal(AsyncMutex<int>.MaxOvertakes, AsyncSemaphore.MaxOvertakes);
        Says("synchronization", $"{AsyncMutex<int>.MaxOvertakes} times in a row; then the longest waiter has it");
        Says("tasks", $"at most {Constant<int>("WorkSearch", "MaxLifoTurns")} times in a row");
        Says("tasks", $"{Constant<int>("WorkSearch", "TurnsPerCheck")} turns of a worker");
        Says("tasks", $"or {Constant<int>("WorkSearch", "TurnsPerClockRead")} after "
            + $"{Constant<long>("WorkSearch", "CheckInterval") / 1000} µs");
        Says("tasks", $"{Constant<int>("CurrentThreadScheduler", "TurnsPerCheck")} with `CurrentThread()`");
        Says("tasks", $"{Constant<int>("Turn", "MaxSteps")} further steps");
        Says("tasks", $"about {StuckWorkerRescue.Period / Nanoseconds.PerMillisecond} ms");
        Says("tasks", $"{new RuntimeOptions().AbandonAfter.TotalSeconds} second by default");
        Says("time", $"{Constant<int>("WorkSearch", "TurnsPerCheck")} turns of a busy worker");
    }

    private static void Says(string guide, string what) => Assert.Contains(what, Text(guide), StringComparison.Ordinal);

    private static T Constant<T>(string type, string name)
        => (T)typeof(Runtime).Assembly.GetType($"Liten.{type}", throwOnError: true)!
            .GetField(name, BindingFlags.NonPublic | BindingFlags.Static)!
            .GetRawConstantValue()!;

    /// <summary>As GitHub makes anchors of headings.</summary>
    private static IEnumerable<string> Anchors(string file) => Heading()
        .Matches(File.ReadAllText(file).ReplaceLineEndings("\n"))
        .Select(heading => heading.Groups[1].Value.ToLowerInvariant().Replace(",", "").Replace(' ', '-'));

    private static string Text(string guide)
        => File.ReadAllText(Path.Combine(s_root, "docs", "guide", $"{guide}.md")).ReplaceLineEndings("\n");

    private static string FindRoot()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Liten.slnx")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        return root;
    }

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Snippet();

    [GeneratedRegex("^```", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\(([^)#:]+)(?:#([^)]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
