using Microsoft.CodeAnalysis;

namespace Liten.Generators.Tests;

/// <summary>
/// Any legal name, place and spelling: the program builds without a warning and runs, or one message says why it
/// cannot and what to do.
/// </summary>
public class LitenMainNameTests
{
    public static TheoryData<string, bool> Programs { get; } =
        [.. NamedProgram.All.Select(program => (program.Source, program.IsOutOfReach))];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Any_names_run_or_are_explained(string source, bool isOutOfReach)
    {
        TestProgram program = TestProgram.CompileWithoutUsings(source);
        if (isOutOfReach)
        {
            AssertExplained(program, "LITEN0001", "make it and its type internal");
            return;
        }

        Assert.Empty(program.Problems);
        Assert.Empty(await program.BuildProblemsAsync());
        Assert.Equal(7, program.Run().ExitCode);
    }

    [Theory]
    [InlineData("class System { } class P { [Liten.LitenMain] static int Run() => 1; }", "type 'System'")]
    [InlineData(
        "namespace System { class Func<T> { } class P { [Liten.LitenMain] static int Run() => 1; } }",
        "type 'System.Func<T>'")]
    [InlineData("namespace Liten; class Runtime { [LitenMain] static int Run() => 1; }", "type 'Liten.Runtime'")]
    [InlineData(
        "namespace Liten; struct LitenTask { [LitenMain] internal static int Run() => 1; }",
        "type 'Liten.LitenTask'")]
    [InlineData("namespace Liten; class Generated { [LitenMain] static int Run() => 1; }", "type 'Liten.Generated'")]
    [InlineData(
        "namespace Liten.Generated; class LitenEntryPoint { [LitenMain] static int Run() => 1; }",
        "type 'Liten.Generated.LitenEntryPoint'")]
    public void A_type_in_the_way_of_the_entry_point_is_named(string source, string expected) =>
        AssertExplained(TestProgram.CompileWithoutUsings(source), "LITEN0007", expected);

    [Fact]
    public void A_reference_under_an_alias_alone_is_explained() => AssertExplained(
        TestProgram.CompileWithoutUsings(
            "extern alias lib; class P { [lib::Liten.LitenMain] static int Run() => 1; }", libraryAlias: "lib"),
        "LITEN0007",
        "add the alias 'global'");

    [Theory]
    [InlineData("interface P { [LitenMain] static virtual int Run() => 1; }", "remove 'virtual'")]
    [InlineData("static partial class P { [LitenMain] static partial void Run(); }", "must be static and have a body")]
    [InlineData(
        "static class P { extension(string s) { [LitenMain] internal static int Run() => 1; } }",
        "move it out of the extension block")]
    [InlineData(
        "static class P { [LitenMain, System.Diagnostics.Conditional(\"X\")] internal static void Run() { } }",
        "remove [Conditional]")]
    [InlineData(
        "using System.Runtime.InteropServices; "
            + "static class P { [LitenMain, UnmanagedCallersOnly] internal static int Run() => 1; }",
        "remove [UnmanagedCallersOnly]")]
    [InlineData(
        "using System.Threading.Tasks; static partial class P { [LitenMain] static partial void Run(); "
            + "static async partial void Run() => await Task.Yield(); }",
        "let it return LitenTask")]
    [InlineData("class P<T> { class Q { [LitenMain] static int Run() => 1; } }", "move it into a type that is not")]
    [InlineData("static class P { [LitenMain] static int Run<T>() => 1; }", "remove its type parameters")]
    public void A_method_that_cannot_be_called_is_explained(string source, string expected) =>
        AssertExplained(TestProgram.CompileWithoutUsings("using Liten; " + source), "LITEN0001", expected);

    [Theory]
    [InlineData("[System.Obsolete(\"\", true)]")]
    [InlineData("[System.Diagnostics.CodeAnalysis.Experimental(\"X\")]")]
    [InlineData("[System.Diagnostics.CodeAnalysis.RequiresUnreferencedCode(\"\")]")]
    [InlineData("[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]")]
    public async Task Other_attributes_do_no_harm(string attribute)
    {
        TestProgram program = TestProgram.CompileWithoutUsings(
            $"using Liten; {attribute} static class P {{ {attribute} [LitenMain] internal static int Run() => 7; }}");

        Assert.Empty(await program.BuildProblemsAsync());
        Assert.Equal(7, program.Run().ExitCode);
    }

    [Theory]
    [InlineData("internal static int Run(params object[] a) => 1;", "internal static int Run(string[] a)")]
    [InlineData("internal static int Run(params string[] a) => 1;", "internal static int Run()")]
    [InlineData("internal static int Run<T>(T a) => 1;", "internal static int Run(params string[] a)")]
    [InlineData("static int Run(int a) => 1;", "static int Run(string[]? a = null)")]
    [InlineData("static int Run() => 1;", "static int Run(string[] a)")]
    [InlineData("", "internal static int Run(this string[] a)")]
    public async Task Of_overloads_the_marked_one_runs(string other, string marked)
    {
        TestProgram program = TestProgram.CompileWithoutUsings(
            $"using Liten; static class P {{ {other} [LitenMain] {marked} => 7; }}");

        Assert.Empty(await program.BuildProblemsAsync());
        Assert.Equal(7, program.Run().ExitCode);
    }

    private static void AssertExplained(TestProgram program, string id, string expected)
    {
        Diagnostic problem = Assert.Single(program.Problems);
        Assert.Equal(id, problem.Id);
        Assert.Contains(expected, problem.GetMessage(), StringComparison.Ordinal);
        Assert.Null(program.Generated);
    }
}
