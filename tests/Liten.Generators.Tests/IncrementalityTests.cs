using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Liten.Generators.Tests;

/// <summary>The generator runs at every key stroke; these tests hold that it then does nothing.</summary>
public class IncrementalityTests
{
    private const string Program = "static class Program { [LitenMain] static void Run() { } }";
    private const string Other = "class Other { int _x; }";

    [Fact]
    public void An_edit_in_another_file_uses_the_cached_output()
    {
        IncrementalStepRunReason[] reasons = OutputReasonsAfter(Other, Other + " class More { void F() { } }");

        Assert.All(reasons, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void An_edit_that_leaves_the_method_as_it_was_uses_the_cached_output()
    {
        IncrementalStepRunReason[] reasons = OutputReasonsAfter(Program, Program + " class More { void F() { } }");

        Assert.All(reasons, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void A_new_value_of_the_attribute_generates_again()
    {
        IncrementalStepRunReason[] reasons = OutputReasonsAfter(Program, Program.Replace("[LitenMain]", "[LitenMain(WorkerThreads = 2)]", StringComparison.Ordinal));

        Assert.Contains(IncrementalStepRunReason.Modified, reasons);
    }

    private static IncrementalStepRunReason[] OutputReasonsAfter(string before, string after)
    {
        CSharpCompilation compilation = TestProgram.CreateCompilation([Program, Other]);
        GeneratorDriver driver = TestProgram.CreateDriver().RunGenerators(compilation);

        SyntaxTree edited = compilation.SyntaxTrees.Single(tree => tree.ToString() == before);
        driver = driver.RunGenerators(compilation.ReplaceSyntaxTree(edited, TestProgram.Parse(after)));

        GeneratorRunResult result = Assert.Single(driver.GetRunResult().Results);
        return [.. result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason)];
    }
}
