using System.Globalization;
using System.Text.Json;

namespace Liten.Tool.Tests;

/// <summary><c>dotnet liten trace</c>.</summary>
public sealed class TraceTests
{
    [Fact]
    public void Trace_TwoRuntimes_AreTwoProcessesOfOneDocument()
    {
        using Subject subject = Subject.In("two");
        using var file = new TemporaryFile("json");

        ToolRun.Of("trace", Text(subject), "--duration", "0.5", "--output", file.Path).AnswerOf();

        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file.Path));
        JsonElement[] events = [.. document.RootElement.GetProperty("traceEvents").EnumerateArray()];
        Assert.Equal(["Liten runtime first", "Liten runtime second"], Names(events, "process_name"));
        Assert.Equal(4, Names(events, "thread_name").Count());
        ILookup<int, JsonElement> turns = events.Where(static entry => entry.GetProperty("ph").GetString() == "X")
            .ToLookup(static entry => entry.GetProperty("pid").GetInt32());
        Assert.All([1, 2], process => Assert.Contains(
            turns[process], static turn => turn.GetProperty("name").GetString()!.Contains("'ticks'", StringComparison.Ordinal)));
    }

    [Fact]
    public void Trace_CtrlC_EndsItEarlyAndTheFileIsWhole()
    {
        using Subject subject = Subject.In("deadlock");
        using var file = new TemporaryFile("json");

        ToolRun.Begin("trace", Text(subject), "--duration", "3600", "--output", file.Path)
            .WaitUntilItSpeaks().Interrupt().End().AnswerOf();

        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file.Path));
        Assert.Equal(["Liten runtime first"], Names([.. document.RootElement.GetProperty("traceEvents").EnumerateArray()], "process_name"));
    }

    private static IEnumerable<string?> Names(JsonElement[] events, string kind) => events
        .Where(entry => entry.GetProperty("name").GetString() == kind)
        .Select(static entry => entry.GetProperty("args").GetProperty("name").GetString());

    private static string Text(Subject subject) => subject.Id.ToString(CultureInfo.InvariantCulture);
}
