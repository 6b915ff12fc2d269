using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Liten.Tests.BlockingPools;

public class BlockingTests
{
    [Fact]
    public void Spawn_OutsideRuntime_SaysHowToGetOne()
    {
        foreach (Action spawn in (Action[])[() => Blocking.Spawn(() => 1), () => Blocking.Spawn(() => { })])
        {
            var thrown = Assert.Throws<InvalidOperationException>(spawn);
            Assert.Contains("SpawnBlocking", thrown.Message);
            Assert.Contains("Runtime.BlockOn", thrown.Message);
            Assert.Contains("[LitenMain]", thrown.Message);
        }
    }

    [Fact]
    public void Spawn_InsideJob_UsesItsPool()
    {
        using var pool = new PoolUnderTest();
        string? name = pool.Result(pool.Result(pool.Spawn(() => new Box<JoinHandle<string?>>(Blocking.Spawn(() => Thread.CurrentThread.Name)))).Value);
        Assert.StartsWith(PoolUnderTest.ThreadName, name);
    }

    [Fact]
    public void Spawn_InsideJob_KnowsWhereItWasSpawned()
    {
        using var pool = new PoolUnderTest();
        JoinHandle inner = pool.Result(pool.Spawn(() => new Box<JoinHandle>(Blocking.Spawn(() => { }, new SpawnOptions { Name = "inner" })))).Value;
        Assert.Contains($"'inner' (spawned at {nameof(BlockingTests)}.cs:", inner.Describe().ToString());
        pool.WaitForEnd(inner);
    }

    [Fact]
    public void Spawn_NullBody_Throws()
    {
        using var pool = new PoolUnderTest();
        Assert.Equal("body", Assert.Throws<ArgumentNullException>(() => pool.Spawn((Action)null!)).ParamName);
        Assert.Equal("body", Assert.Throws<ArgumentNullException>(() => pool.Spawn((Func<int>)null!)).ParamName);
    }

    [Fact]
    public void Spawn_FunctionThatReturnsATask_ThrowsAtTheCall()
    {
        using var pool = new PoolUnderTest();
        AssertRefused(() => pool.Spawn(() => Task.CompletedTask));
        AssertRefused(() => pool.Spawn(() => Task.FromResult(1)));
        AssertRefused(() => pool.Spawn(() => ValueTask.CompletedTask));
        AssertRefused(() => pool.Spawn(() => ValueTask.FromResult(1)));
        AssertRefused(() => pool.Spawn(() => LitenTask.CompletedTask));
        AssertRefused(() => pool.Spawn(() => LitenTask.FromResult(1)));
        Assert.Empty(pool.Started);
    }

    [Theory]
    [InlineData("Blocking.Spawn(() => 5)", "JoinHandle<int>")]
    [InlineData("Blocking.Spawn(() => Path.GetTempFileName())", "JoinHandle<string>")]
    [InlineData("Blocking.Spawn(Path.GetTempFileName)", "JoinHandle<string>")]
    [InlineData("Blocking.Spawn(() => Console.WriteLine())", "JoinHandle")]
    [InlineData("Blocking.Spawn(Console.WriteLine)", "JoinHandle")]
    [InlineData("Blocking.Spawn(() => { while (true) { Thread.Sleep(1); } })", "JoinHandle")]
    [InlineData("Blocking.Spawn(() => throw new Exception())", "JoinHandle")]
    public void Spawn_SynchronousBody_BindsToItsKind(string call, string type)
    {
        (string bound, ImmutableArray<Diagnostic> errors) = Compile(call);
        Assert.Empty(errors);
        Assert.Equal(type, bound);
    }

    [Theory]
    [InlineData("Blocking.Spawn(async () => await Task.Delay(1))")]
    [InlineData("Blocking.Spawn(async () => { await Task.Delay(1); return 5; })")]
    [InlineData("Blocking.Spawn(() => Task.Delay(1))")]
    [InlineData("Blocking.Spawn(async () => await Task.Delay(1), new SpawnOptions())")]
    public void Spawn_AsyncBody_DoesNotCompile(string call)
    {
        Diagnostic error = Assert.Single(Compile(call).Errors);
        Assert.Equal("CS0619", error.Id);
        Assert.Contains("Use LitenTask.Spawn", error.GetMessage());
    }

    private static void AssertRefused(Action spawn)
    {
        var thrown = Assert.Throws<ArgumentException>(spawn);
        Assert.Equal("body", thrown.ParamName);
        Assert.Contains("Use LitenTask.Spawn", thrown.Message);
    }

    private static (string Type, ImmutableArray<Diagnostic> Errors) Compile(string call)
    {
        string source = $"using System; using System.IO; using System.Threading; using System.Threading.Tasks; using Liten; class C {{ void M() {{ var spawned = {call}; }} }}";
        SyntaxTree tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest), cancellationToken: TestContext.Current.CancellationToken);
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        MetadataReference[] references = [.. platform.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];
        var compilation = CSharpCompilation.Create("Snippet", [tree], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        SemanticModel model = compilation.GetSemanticModel(tree);
        SyntaxNode local = tree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.VariableDeclaratorSyntax>().Single();
        string type = ((ILocalSymbol)model.GetDeclaredSymbol(local)!).Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        return (type, [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)]);
    }

    /// <summary>A result that is no handle itself.</summary>
    private sealed record Box<T>(T Value);
}
