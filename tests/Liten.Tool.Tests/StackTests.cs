using System.Globalization;

namespace Liten.Tool.Tests;

/// <summary><c>dotnet liten stack</c>.</summary>
public sealed class StackTests
{
    [Fact]
    public void Stack_Loop_NamesItsMethod()
    {
        using Subject subject = Subject.In("loop");

        string stack = Stack(subject);

        Assert.Contains("'computes' (spawned at Everything.cs:", stack, StringComparison.Ordinal);
        Assert.Contains("it computes in Liten.Tool.Subject.Everything.FindRoot", stack, StringComparison.Ordinal);
    }

    [Fact]
    public void Stack_BlockedWorkers_NamesWhereTheyWait()
    {
        using Subject subject = Subject.In("stuck");

        string stack = Stack(subject);

        Assert.Contains("runs native code, in Liten.Tool.Subject.Everything.WaitForEver", stack, StringComparison.Ordinal);
        Assert.Contains("System.Threading.Thread.Sleep", stack, StringComparison.Ordinal);
        Assert.DoesNotContain("Liten.Worker", stack, StringComparison.Ordinal);
    }

    [Fact]
    public void Stack_All_HasEachThreadAndEachFrame()
    {
        using Subject subject = Subject.In("stuck");

        string stack = Stack(subject, "--all");

        Assert.Contains("Liten.Worker.Run", stack, StringComparison.Ordinal);
        Assert.Contains("Program.", stack, StringComparison.Ordinal);
    }

    private static string Stack(Subject subject, params string[] options)
        => ToolRun.Of(["stack", subject.Id.ToString(CultureInfo.InvariantCulture), .. options]).AnswerOf();
}
