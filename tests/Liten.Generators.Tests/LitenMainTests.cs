namespace Liten.Generators.Tests;

/// <summary>Programs that are right: they build without a warning, run on a runtime, and end as they say.</summary>
public class LitenMainTests
{
    [Theory]
    [InlineData("async LitenTask", "await Task.Yield();", 0)]
    [InlineData("async LitenTask<int>", "await Task.Yield(); return 7;", 7)]
    [InlineData("async Task", "await Task.Yield();", 0)]
    [InlineData("async Task<int>", "await Task.Yield(); return 7;", 7)]
    [InlineData("async ValueTask", "await Task.Yield();", 0)]
    [InlineData("async ValueTask<int>", "await Task.Yield(); return 7;", 7)]
    [InlineData("Task", "return Task.CompletedTask;", 0)]
    [InlineData("void", "", 0)]
    [InlineData("int", "return 7;", 7)]
    public async Task Any_result_becomes_the_exit_code(string returnType, string body, int expected)
    {
        TestProgram program = TestProgram.Compile($$"""
            static class Program
            {
                [LitenMain]
                internal static {{returnType}} Run()
                {
                    Runtime.Calls.Add("Run");
                    {{body}}
                }
            }
            """);

        Assert.Empty(await program.BuildProblemsAsync());
        (int exitCode, string[] calls) = program.Run();
        Assert.Equal(expected, exitCode);
        Assert.Equal(["BlockOn", "Run", "Dispose"], calls);
    }

    [Theory]
    [InlineData("async LitenTask", "await Task.Yield();")]
    [InlineData("async LitenTask<int>", "await Task.Yield(); return 0;")]
    [InlineData("async Task", "await Task.Yield();")]
    [InlineData("async Task<int>", "await Task.Yield(); return 0;")]
    [InlineData("async ValueTask", "await Task.Yield();")]
    [InlineData("async ValueTask<int>", "await Task.Yield(); return 0;")]
    public async Task A_method_called_Main_runs_on_the_runtime_without_a_warning(string returnType, string body)
    {
        TestProgram program = TestProgram.Compile($$"""
            class Program
            {
                [LitenMain]
                static {{returnType}} Main(string[] args)
                {
                    Runtime.Calls.Add(args[0]);
                    {{body}}
                }
            }
            """);

        Assert.Empty(await program.BuildProblemsAsync());
        Assert.Equal(["BlockOn", "hello", "Dispose"], program.Run("hello").Calls);
    }

    [Theory]
    [InlineData("public", "public")]
    [InlineData("internal", "internal")]
    [InlineData("internal", "private")]
    [InlineData("private", "internal")]
    [InlineData("private", "private")]
    [InlineData("protected", "public")]
    public async Task A_method_is_reached_whatever_its_accessibility(string ofType, string ofMethod)
    {
        TestProgram program = TestProgram.Compile($$"""
            namespace My.App
            {
                public class Outer
                {
                    {{ofType}} static class @class
                    {
                        [LitenMain]
                        {{ofMethod}} static async LitenTask<int> @event(params string[] args)
                        {
                            await Task.Yield();
                            return args.Length;
                        }
                    }
                }
            }
            """);

        Assert.Empty(await program.BuildProblemsAsync());
        Assert.Equal(2, program.Run("a", "b").ExitCode);
    }

    [Theory]
    [InlineData("interface", "private")]
    [InlineData("record", "private")]
    [InlineData("struct", "internal")]
    public void A_method_may_stand_in_any_kind_of_type(string kind, string accessibility)
    {
        TestProgram program = TestProgram.Compile($"{kind} Program {{ [LitenMain] {accessibility} static int Run() => 3; }}");

        Assert.Equal(3, program.Run().ExitCode);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("(WorkerThreads = 0)", "")]
    [InlineData("(WorkerThreads = 3)", "WorkerThreads 3")]
    [InlineData("(Name = \"a \\\"b\\\" \\\\ c\")", "WorkerThreadName a \"b\" \\ c")]
    [InlineData("(CurrentThread = true)", "CurrentThread")]
    [InlineData("(WorkerThreads = 2, Name = \"w\")", "WorkerThreads 2, WorkerThreadName w")]
    public void Values_of_the_attribute_reach_the_builder(string values, string expected)
    {
        TestProgram program = TestProgram.Compile($"static class Program {{ [LitenMain{values}] static void Run() {{ }} }}");

        Assert.Equal(expected, string.Join(", ", program.Run().Calls.Except(["BlockOn", "Dispose"])));
    }

    [Theory]
    [InlineData("async LitenTask")]
    [InlineData("async Task<int>")]
    [InlineData("void")]
    [InlineData("int")]
    public void An_exception_leaves_Main_unchanged(string returnType)
    {
        TestProgram program = TestProgram.Compile(
            $"static class Program {{ [LitenMain] static {returnType} Run() => throw new FormatException(\"mine\"); }}");

        FormatException exception = Assert.Throws<FormatException>(() => program.Run());
        Assert.Equal("mine", exception.Message);
        Assert.Contains("Program.Run", exception.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_namespace_called_System_or_Liten_does_no_harm()
    {
        TestProgram program = TestProgram.Compile("""
            namespace App.System { class Func { } }
            namespace App.Liten { class Runtime { } }
            namespace App
            {
                static class Program { [LitenMain] public static int Run() => 4; }
            }
            """);

        Assert.Equal(4, program.Run().ExitCode);
    }

    [Fact]
    public void Without_the_attribute_nothing_is_generated()
    {
        TestProgram program = TestProgram.Compile("static class Program { static int Main() => 1; }");

        Assert.Null(program.Generated);
        Assert.Empty(program.Problems);
    }
}
