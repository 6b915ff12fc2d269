using WordCount;

namespace Liten.Testing.Tests.Samples;

/// <summary>The sample's counting, unchanged, in many orders: reads are turns, and Ctrl+C may come at any of them.</summary>
public sealed class WordCountTests : IDisposable
{
    private const int Files = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("wordcount-").FullName;
    private readonly List<TextFile> _files = [];

    public WordCountTests()
    {
        for (int i = 0; i < Files; i++)
        {
            string path = Path.Combine(_folder, $"{i}.txt");
            File.WriteAllText(path, string.Concat(Enumerable.Repeat("one two ", i + 1)));
            _files.Add(new TextFile(path, new FileInfo(path).Length));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void EachFile_IsCountedOnce() => Explore.Run(
        async () =>
        {
            Tally tally = await new Counting(_files, default).RunAsync();
            Assert.Equal(Files, tally.TextFiles);
            Assert.Equal(_files.Sum(static file => file.Length), tally.Bytes);
            Assert.Empty(tally.Skipped);
        },
        new ExploreOptions { Schedules = 500 });

    [Fact]
    public void CtrlC_AtAnyStep_LeavesACountOfWholeFiles() => Explore.Run(
        async run =>
        {
            using var interrupt = new CancellationTokenSource();
            run.Faults.Cancel(interrupt);
            Tally tally = await new Counting(_files, interrupt.Token).RunAsync();
            Assert.InRange(tally.TextFiles, interrupt.IsCancellationRequested ? 0 : Files, Files);
            Assert.Equal(0, tally.PartlyRead);
        },
        new ExploreOptions { Schedules = 500 });

    [Fact]
    public void FileThatIsGone_IsSkipped_AndTheOthersAreCounted() => Explore.Run(async () =>
    {
        Tally tally = await new Counting([.. _files, new TextFile(Path.Combine(_folder, "gone"), 1)], default).RunAsync();
        Assert.Equal(Files, tally.TextFiles);
        Assert.Single(tally.Skipped);
    });

    [Fact]
    public void AbortOfAnyTask_EndsAll() => Explore.AbortEverywhere(async () =>
    {
        try
        {
            await new Counting(_files, default).RunAsync();
        }
        catch (TaskAbortedException)
        {
            // A counter was aborted: the scope has ended the others before this is seen.
        }
    });
}
