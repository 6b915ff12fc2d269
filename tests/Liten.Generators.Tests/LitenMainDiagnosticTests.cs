using Microsoft.CodeAnalysis;

namespace Liten.Generators.Tests;

/// <summary>Programs that are wrong: each gets one message that says what to do, at the name of the method.</summary>
public class LitenMainDiagnosticTests
{
    [Theory]
    [InlineData("class P { [LitenMain] async LitenTask Run() => await Task.Yield(); }", "must be static")]
    [InlineData("interface P { [LitenMain] static abstract LitenTask Run(); }", "must be static and have a body")]
    [InlineData("class P { [LitenMain] static void Run<T>() { } }", "may be generic")]
    [InlineData("class P<T> { class Q { [LitenMain] static void Run() { } } }", "may be generic")]
    [InlineData("class P { [LitenMain] static void Run(int count) { } }", "a single string[]")]
    [InlineData("class P { [LitenMain] static void Run(string[] a, string[] b) { } }", "a single string[]")]
    [InlineData("class P { [LitenMain] static void Run(ref string[] a) { } }", "a single string[]")]
    [InlineData("class P { [LitenMain] static void Run(string[,] a) { } }", "a single string[]")]
    [InlineData("class P { [LitenMain] static string Run() => null!; }", "must return LitenTask, Task, ValueTask")]
    [InlineData("class P { [LitenMain] static Task<string> Run() => null!; }", "must return LitenTask, Task, ValueTask")]
    [InlineData("class P { static int s; [LitenMain] static ref int Run() => ref s; }", "must return LitenTask, Task, ValueTask")]
    [InlineData("class P { [LitenMain] static async void Run() => await Task.Yield(); }", "nobody can wait for an 'async void'")]
    [InlineData("file class P { [LitenMain] static void Run() { } }", "remove that modifier")]
    [InlineData("struct P { [LitenMain] static void Run() { } }", "make it and its type internal")]
    [InlineData("class P { static void F() { [LitenMain] static void Run() { } Run(); } }", "an ordinary static method")]
    [InlineData("class P { static int X { [LitenMain] get => 1; } }", "an ordinary static method")]
    public void A_wrong_signature_is_explained(string source, string expected) => AssertProblem(source, "LITEN0001", expected);

    [Theory]
    [InlineData("WorkerThreads = -1", "WorkerThreads is -1, but must be 0 (one per processor) or more")]
    [InlineData("WorkerThreads = int.MinValue", "WorkerThreads is -2147483648")]
    [InlineData("CurrentThread = true, WorkerThreads = 2", "remove one of them")]
    [InlineData("Name = \" \"", "Name is empty")]
    public void A_wrong_value_is_explained(string values, string expected) =>
        AssertProblem($"static class P {{ [LitenMain({values})] static void Run() {{ }} }}", "LITEN0003", expected);

    [Theory]
    [InlineData("void Main() { }", "let it return LitenTask")]
    [InlineData("int Main() => 0;", "let it return LitenTask<int>")]
    public void A_synchronous_Main_is_the_compilers_own(string method, string expected) =>
        AssertProblem($"static class P {{ [LitenMain] static {method} }}", "LITEN0004", expected);

    [Fact]
    public void Top_level_statements_would_hide_the_method() => AssertProblem(
        "Console.WriteLine(); static class P { [LitenMain] static void Run() { } }", "LITEN0005", "'P.Run()' would never run");

    [Fact]
    public void Two_programs_are_both_reported()
    {
        TestProgram program = TestProgram.Compile(
            "static class A { [LitenMain] static void Run() { } }",
            "static class B { [LitenMain] static void Run() { } }");

        Assert.Equal(["LITEN0002", "LITEN0002"], program.Problems.Select(problem => problem.Id));
        Assert.Null(program.Generated);
    }

    [Fact]
    public void In_a_library_the_attribute_is_warned_about()
    {
        TestProgram library = TestProgram.CompileLibrary("static class P { [LitenMain] static void Run() { } }");

        Diagnostic problem = Assert.Single(library.Problems);
        Assert.Equal(("LITEN0006", DiagnosticSeverity.Warning), (problem.Id, problem.Severity));
        Assert.Null(library.Generated);
    }

    [Fact]
    public async Task A_Main_without_the_attribute_keeps_its_warning()
    {
        TestProgram program = TestProgram.Compile("""
            static class P { [LitenMain] static void Run() { } }
            static class Q { static async ValueTask Main() => await Task.Yield(); }
            """);

        string problem = Assert.Single(await program.BuildProblemsAsync());
        Assert.Contains("CS0028", problem, StringComparison.Ordinal);
    }

    private static void AssertProblem(string source, string id, string expected)
    {
        TestProgram program = TestProgram.Compile(source);

        Diagnostic problem = Assert.Single(program.Problems);
        Assert.Equal(id, problem.Id);
        Assert.Equal(DiagnosticSeverity.Error, problem.Severity);
        Assert.Contains(expected, problem.GetMessage(), StringComparison.Ordinal);
        Assert.True(problem.Location.SourceSpan.Length > 0);
        Assert.Null(program.Generated);
    }
}
