using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Liten.Generators;

/// <summary>Writes the program's entry point for the method with [LitenMain].</summary>
[Generator(LanguageNames.CSharp)]
public sealed class LitenMainGenerator : IIncrementalGenerator
{
    internal const string AttributeName = "Liten.LitenMainAttribute";

    /// <summary>Names of the steps, for the test that sees what an edit makes run again.</summary>
    internal const string MethodsStep = "Methods";
    internal const string ProgramStep = "Program";

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<EntryMethod?>> methods = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeName, static (_, _) => true, EntryMethodReader.Read)
            .WithTrackingName(MethodsStep)
            .Collect();

        IncrementalValueProvider<bool> hasTopLevelStatements = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is CompilationUnitSyntax unit
                    && unit.Members.Any(member => member is GlobalStatementSyntax),
                static (_, _) => true)
            .Collect()
            .Select(static (files, _) => files.Length > 0);

        IncrementalValueProvider<bool> isExecutable = context.CompilationProvider
            .Select(static (compilation, _) => compilation.Options.OutputKind
                is OutputKind.ConsoleApplication
                    or OutputKind.WindowsApplication
                    or OutputKind.WindowsRuntimeApplication);

        context.RegisterSourceOutput(
            methods.Combine(hasTopLevelStatements).Combine(isExecutable).WithTrackingName(ProgramStep),
            static (output, input) => Write(output, input.Left.Left, input.Left.Right, input.Right));
    }

    private static void Write(
        SourceProductionContext output,
        ImmutableArray<EntryMethod?> found,
        bool hasTopLevelStatements,
        bool isExecutable)
    {
        EntryMethod[] methods = [.. found.OfType<EntryMethod>()];
        bool isSound = methods.Length == 1;
        foreach (EntryMethod method in methods)
        {
            foreach (Diagnostic problem in ProblemsOf(method, methods.Length, hasTopLevelStatements, isExecutable))
            {
                output.ReportDiagnostic(problem);
                isSound = false;
            }
        }

        if (isSound)
        {
            output.AddSource("LitenMain.g.cs", SourceText.From(EntryPointWriter.Write(methods[0]), Encoding.UTF8));
        }
    }

    private static IEnumerable<Diagnostic> ProblemsOf(
        EntryMethod method, int methodCount, bool hasTopLevelStatements, bool isExecutable)
    {
        Location location = method.Location.ToLocation();
        if (methodCount > 1)
        {
            yield return Diagnostic.Create(Descriptors.MoreThanOne, location, methodCount);
        }

        if (method.Problem is { } problem)
        {
            yield return Diagnostic.Create(problem.Descriptor, location, problem.Subject, problem.Detail);
        }
        else if (!isExecutable)
        {
            yield return Diagnostic.Create(Descriptors.NotAnExecutable, location, method.DisplayName);
        }
        else if (hasTopLevelStatements)
        {
            yield return Diagnostic.Create(Descriptors.TopLevelStatements, location, method.DisplayName);
        }
    }
}
