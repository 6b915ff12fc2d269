using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;

namespace Liten.Tool.Tests;

/// <summary><c>dotnet liten dump</c>.</summary>
public sealed class DumpTests
{
    private static readonly string[] s_cycle =
    [
        "DEADLOCK: 2 tasks wait for each other:",
        "waits for AsyncMutex<decimal> 'your account', held by task",
        "waits for AsyncMutex<decimal> 'my account', held by task",
        "Everything.TransferAsync, Everything.cs:",
    ];

    [Fact]
    public void Dump_Deadlock_NamesItFirst()
    {
        using Subject subject = Subject.In("deadlock");

        string dump = Dump(subject);

        Assert.StartsWith("DEADLOCK", dump, StringComparison.Ordinal);
        Assert.All(s_cycle, part => Assert.Contains(part, dump, StringComparison.Ordinal));
        Assert.Contains("Liten runtime first: running, 2 workers, 2 tasks alive", dump, StringComparison.Ordinal);
    }

    [Fact]
    public void Dump_WorkersAndThreadPoolAreStuck_Answers()
    {
        using Subject subject = Subject.In("stuck");

        ToolRun run = ToolRun.Of("dump", Text(subject));

        Assert.Contains("All 2 workers are busy:", run.AnswerOf(), StringComparison.Ordinal);
        Assert.Contains("runs task", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Errors); // It has answered itself, and its memory was not read.
    }

    /// <summary>Its event source would come by way of the ThreadPool, which never comes to it.</summary>
    [Fact]
    public void Dump_StuckFromItsBeginning_IsReadFromItsMemory()
    {
        using Subject subject = Subject.In("stuck-early");

        ToolRun run = ToolRun.Of("dump", Text(subject));

        Assert.All(s_cycle, part => Assert.Contains(part, run.AnswerOf(), StringComparison.Ordinal));
        Assert.Contains("Its memory is read instead", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Dump_CoreFileOfADeadlock_NamesIt()
    {
        using Subject subject = Subject.In("deadlock");
        using var file = new TemporaryFile("core");
        new DiagnosticsClient(subject.Id).WriteDump(DumpType.WithHeap, file.Path);

        string dump = ToolRun.Of("dump", file.Path).AnswerOf();

        Assert.All(s_cycle, part => Assert.Contains(part, dump, StringComparison.Ordinal));
        Assert.Contains("Liten runtime first: in a core file, 2 workers, 2 tasks alive", dump, StringComparison.Ordinal);
        Assert.Contains("'pay' (spawned at Everything.cs:", dump, StringComparison.Ordinal);
    }

    [Fact]
    public void Dump_CoreFileOfALoop_HasTheMethod()
    {
        using Subject subject = Subject.In("loop");
        using var file = new TemporaryFile("core");
        new DiagnosticsClient(subject.Id).WriteDump(DumpType.WithHeap, file.Path);

        string dump = ToolRun.Of("dump", file.Path).AnswerOf();

        Assert.Contains("All 2 workers are busy:", dump, StringComparison.Ordinal);
        Assert.Contains("Everything.FindRoot", dump, StringComparison.Ordinal);
    }

    [Fact]
    public void Dump_Outside_ReadsTheMemory()
    {
        using Subject subject = Subject.In("two");

        string dump = ToolRun.Of("dump", "--outside", Text(subject)).AnswerOf();

        Assert.Contains("Liten runtime first: in a core file, 2 workers, 4 tasks alive", dump, StringComparison.Ordinal);
        Assert.Contains("Liten runtime second: in a core file, 2 workers, 4 tasks alive", dump, StringComparison.Ordinal);
        Assert.Contains("wait for AsyncMutex 'clock'", dump, StringComparison.Ordinal);
    }

    private static string Dump(Subject subject) => ToolRun.Of("dump", Text(subject)).AnswerOf();

    private static string Text(Subject subject) => subject.Id.ToString(CultureInfo.InvariantCulture);
}
