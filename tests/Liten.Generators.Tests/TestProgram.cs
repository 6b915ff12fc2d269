using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Liten.Generators.Tests;

/// <summary>A small program in source form: compiled with the generator, and run in this process.</summary>
internal sealed class TestProgram
{
    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly CSharpParseOptions s_parseOptions = new(LanguageVersion.Latest);

    private static readonly SyntaxTree s_globalUsings = Parse(
        "global using System; global using System.Collections.Generic; "
        + "global using System.Threading.Tasks; global using Liten;");

    /// <summary>The assembly that stands for Liten: names meet the program's own as they do with the real one.</summary>
    private static readonly byte[] s_library = CompileFakeLibrary();

    private readonly Compilation _output;

    private TestProgram(CSharpCompilation input)
    {
        Driver = CreateDriver().RunGeneratorsAndUpdateCompilation(input, out _output, out ImmutableArray<Diagnostic> diagnostics);
        Problems = diagnostics;
    }

    public GeneratorDriver Driver { get; }

    /// <summary>What the generator reported.</summary>
    public ImmutableArray<Diagnostic> Problems { get; }

    /// <summary>The generated source, or null.</summary>
    public string? Generated => Driver.GetRunResult().Results[0].GeneratedSources is [var source] ? source.SourceText.ToString() : null;

    public static TestProgram Compile(params string[] sources) => new(CreateCompilation(sources));

    /// <summary>Compiles a program that writes its own using directives, or none.</summary>
    public static TestProgram CompileWithoutUsings(string source, string libraryAlias = "global") =>
        new(Create([Parse(source)], OutputKind.ConsoleApplication, libraryAlias));

    public static CSharpCompilation CreateCompilation(
        string[] sources, OutputKind outputKind = OutputKind.ConsoleApplication) =>
        Create([.. sources.Select(Parse), s_globalUsings], outputKind);

    public static TestProgram CompileLibrary(string source) => new(CreateCompilation([source], OutputKind.DynamicallyLinkedLibrary));

    public static GeneratorDriver CreateDriver() => CSharpGeneratorDriver.Create(
        [new LitenMainGenerator().AsSourceGenerator()],
        parseOptions: s_parseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static SyntaxTree Parse(string source) =>
        CSharpSyntaxTree.ParseText(source, s_parseOptions);

    /// <summary>Warnings and errors that a build would show: the compiler's, after the package's suppressors had their say.</summary>
    public async Task<string[]> BuildProblemsAsync()
    {
        ImmutableArray<Diagnostic> diagnostics = await _output
            .WithAnalyzers([new EntryPointSuppressor(), new DroppedHandleSuppressor()])
            .GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning && !d.IsSuppressed).Select(d => d.ToString())];
    }

    /// <summary>Runs the program's Main.</summary>
    public (int ExitCode, string[] Calls) Run(params string[] arguments)
    {
        using MemoryStream image = new();
        Assert.Empty(_output.Emit(image).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        image.Position = 0;

        AssemblyLoadContext context = new(name: null);
        Assembly library = context.LoadFromStream(new MemoryStream(s_library));
        Assembly program = context.LoadFromStream(image);
        MethodInfo main = program.EntryPoint!;
        object? exitCode = main.Invoke(
            null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? [] : [arguments], null);
        return (exitCode as int? ?? 0, CallsOf(library));
    }

    private static string[] CallsOf(Assembly library) =>
        [.. (List<string>)library.GetType("Liten.Runtime")!.GetProperty("Calls")!.GetValue(null)!];

    private static CSharpCompilation Create(
        ImmutableArray<SyntaxTree> sources, OutputKind outputKind, string libraryAlias = "global") =>
        CSharpCompilation.Create(
            "TestProgram",
            sources,
            [.. s_references, MetadataReference.CreateFromImage(s_library, new(aliases: [libraryAlias]))],
            new CSharpCompilationOptions(outputKind, nullableContextOptions: NullableContextOptions.Enable));

    private static byte[] CompileFakeLibrary()
    {
        using MemoryStream image = new();
        CSharpCompilation library = CSharpCompilation.Create(
            "FakeLiten",
            [Parse(Resource("LitenMainAttribute.cs")), Parse(Resource("FakeRuntime.cs")), s_globalUsings],
            s_references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(library.Emit(image).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        return image.ToArray();
    }

    private static string Resource(string name)
    {
        using StreamReader reader = new(typeof(TestProgram).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
