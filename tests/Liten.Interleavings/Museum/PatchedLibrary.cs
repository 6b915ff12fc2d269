using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Liten.Interleavings;

/// <summary>The library with one edit, compiled in memory together with the explorer and the scenarios.</summary>
internal static class PatchedLibrary
{
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Xunit;
        """;

    private static readonly CSharpParseOptions s_parsing = new(LanguageVersion.Latest, DocumentationMode.None, preprocessorSymbols: ["DEBUG", "TRACE"]);
    private static readonly string s_tests = Path.GetFullPath(Path.Combine(SourceLines.Root, "..", "..", "tests", "Liten.Interleavings"));
    private static readonly Lazy<CSharpCompilation> s_original = new(CompileOriginal);

    private static readonly Lazy<(byte[] Image, List<(string File, int Line, string Text)> Sites)> s_failing = new(CompileFailing);

    /// <summary>The library as it is, with the aliases in force.</summary>
    public static CSharpCompilation Original => s_original.Value;

    /// <summary>Explores a scenario over the edited library. Returns the failure it finds, or null.</summary>
    public static string? Explore(SourceEdit edit, string scenario, long mostSchedules)
    {
        string path = Path.Combine(SourceLines.Root, edit.File);
        string source = File.ReadAllText(path);
        int places = source.Split(edit.Right).Length - 1;
        if (places != 1)
        {
            throw new InvalidOperationException($"The code that '{edit.Id}' edits stands {places} times in {edit.File}. Bring the edit up to date.");
        }

        SyntaxTree right = s_original.Value.SyntaxTrees.Single(tree => tree.FilePath == path);
        SyntaxTree wrong = Parse(source.Replace(edit.Right, edit.Wrong, StringComparison.Ordinal), path);
        Assembly library = Load(Emit(s_original.Value.ReplaceSyntaxTree(right, wrong).WithAssemblyName($"Edited.{edit.Id}")));
        MethodInfo entry = library.GetType(typeof(ExhibitEntry).FullName!)!.GetMethod(nameof(ExhibitEntry.Explore))!;
        return (string?)entry.Invoke(null, [scenario, mostSchedules]);
    }

    /// <summary>The places in the library whose allocations may fail.</summary>
    public static IReadOnlyList<(string File, int Line, string Text)> AllocationSites => s_failing.Value.Sites;

    /// <summary>Explores a scenario over the library whose allocations may fail. Returns the failure, or null, and the number of schedules.</summary>
    public static (string? Failure, long Schedules) ExploreFailing(string scenario)
    {
        // Loaded anew: what an earlier scenario has made, such as a thread's table of pools, would not fail any more.
        MethodInfo entry = Load(s_failing.Value.Image).GetType(typeof(FailureEntry).FullName!)!.GetMethod(nameof(FailureEntry.Explore))!;
        return ((string?, long))entry.Invoke(null, [scenario])!;
    }

    private static (byte[] Image, List<(string File, int Line, string Text)> Sites) CompileFailing()
    {
        CSharpCompilation compilation = Original;
        var sites = new List<(string File, int Line, string Text)>();
        foreach (SyntaxTree tree in Original.SyntaxTrees.Where(tree => tree.FilePath.StartsWith(SourceLines.Root, StringComparison.Ordinal)))
        {
            var rewriter = new AllocationRewriter(Original.GetSemanticModel(tree));
            compilation = compilation.ReplaceSyntaxTree(tree, rewriter.Rewrite(tree));
            sites.AddRange(rewriter.Sites);
        }

        return (Emit(compilation.WithAssemblyName("Failing")), sites);
    }

    private static CSharpCompilation CompileOriginal()
    {
        string[] excluded =
            [
                "AdaptiveSpin.cs", "Backoff.cs", "SystemThread.cs", "ThreadPlacement.cs", "ThreadTraces.cs", "Uninterruptible.cs", "Futex.cs", "FutexWord.cs",
                "MonitorWord.cs", "MeasuredRuntimes.cs",
            ];
        IEnumerable<string> files = Directory.EnumerateFiles(SourceLines.Root, "*.cs", SearchOption.AllDirectories)
            .Where(file => !excluded.Contains(Path.GetFileName(file)))
            .Concat(new[] { "Aliases", "Explorer", "Scenarios" }
                .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(s_tests, folder), "*.cs", SearchOption.AllDirectories)))
            .Append(Path.Combine(s_tests, "Museum", "ExhibitEntry.cs"))
            .Append(Path.Combine(s_tests, "Failures", "FailureEntry.cs"));
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(file => !file.EndsWith("Liten.Interleavings.dll", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file));
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create(
            "Museum",
            [.. files.Select(file => Parse(File.ReadAllText(file), file)), Parse(GlobalUsings, "GlobalUsings.cs")],
            references,
            options);
    }

    /// <summary>A file as this compilation reads it.</summary>
    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, s_parsing, path, Encoding.UTF8);

    private static Assembly Load(byte[] image) => new AssemblyLoadContext(name: null).LoadFromStream(new MemoryStream(image));

    private static byte[] Emit(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        EmitResult result = compilation.Emit(image);
        if (!result.Success)
        {
            IEnumerable<Diagnostic> errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            throw new InvalidOperationException(string.Join(Environment.NewLine, errors));
        }

        return image.ToArray();
    }
}
