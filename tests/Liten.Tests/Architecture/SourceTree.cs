using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Liten.Tests.Architecture;

/// <summary>C# files, parsed and compiled together in memory: the library's own, or a few made up ones.</summary>
internal sealed class SourceTree
{
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly Lazy<SourceTree> s_library = new(ReadLibrary);
    private static readonly MetadataReference[] s_framework = [.. FrameworkFiles().Select(path => MetadataReference.CreateFromFile(path))];
    private static readonly CSharpParseOptions s_parseOptions = new(LanguageVersion.Latest);

    private readonly CSharpCompilation _compilation;

    private SourceTree(IEnumerable<(string Path, string Text)> files)
    {
        SyntaxTree[] trees = [.. files.Select(file => CSharpSyntaxTree.ParseText(file.Text, s_parseOptions, file.Path))];
        _compilation = CSharpCompilation.Create(
            "Sources",
            [.. trees, CSharpSyntaxTree.ParseText(GlobalUsings, s_parseOptions, "GlobalUsings.cs")],
            s_framework,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        Files = [.. trees.Select(tree => new SourceFile(tree, _compilation.GetSemanticModel(tree)))];
    }

    /// <summary>The files of src/Liten.</summary>
    public static SourceTree Library => s_library.Value;

    /// <summary>Where the library's project lies.</summary>
    public static string LibraryFolder { get; } = FindLibraryFolder();

    public SourceFile[] Files { get; }

    /// <summary>
    /// Errors that would blind the tests: what does not bind has no symbol. The body of a method that a source generator writes
    /// is expected to be missing.
    /// </summary>
    public string[] Errors => [.. _compilation.GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS8795")
        .Select(diagnostic => diagnostic.ToString())];

    public static SourceTree Of(params (string Path, string Text)[] files) => new(files);

    private static SourceTree ReadLibrary() => new(Directory
        .EnumerateFiles(LibraryFolder, "*.cs", SearchOption.AllDirectories)
        .Select(path => (Path: Path.GetRelativePath(LibraryFolder, path).Replace('\\', '/'), Text: File.ReadAllText(path)))
        .Where(file => !file.Path.StartsWith("obj/", StringComparison.Ordinal) && !file.Path.StartsWith("bin/", StringComparison.Ordinal))
        .OrderBy(file => file.Path, StringComparer.Ordinal));

    private static IEnumerable<string> FrameworkFiles()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework);
    }

    private static string FindLibraryFolder([CallerFilePath] string thisFile = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "src", "Liten"));
}
