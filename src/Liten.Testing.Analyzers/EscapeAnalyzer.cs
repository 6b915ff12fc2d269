using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Liten.Testing.Analyzers;

/// <summary>
/// Warns of what leaves the schedule, or is not repeatable, in code that an explored test reaches within its project.
/// </summary>
/// <remarks>
/// It begins at methods with [LitenFact] or [LitenTheory] and at those that call Explore.Run, and follows calls to
/// methods of the same project. Calls through interfaces and delegates are not followed.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EscapeAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor s_rule = new(
        "LITEN2001",
        "Code of an explored test leaves the schedule, or is not repeatable",
        "{0} in code of the explored test '{1}' is not controlled by its schedule: {2}",
        "Liten.Testing",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_rule];

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName("Liten.Testing.Explore") is not { } explore)
            {
                return;
            }

            var methods = new ConcurrentDictionary<IMethodSymbol, Reach>(SymbolEqualityComparer.Default);
            start.RegisterOperationAction(
                operation => Collect(operation, methods, explore),
                OperationKind.Invocation,
                OperationKind.PropertyReference,
                OperationKind.ObjectCreation,
                OperationKind.MethodReference);
            start.RegisterCompilationEndAction(end => Report(end, methods));
        });
    }

    private static void Collect(
        OperationAnalysisContext context, ConcurrentDictionary<IMethodSymbol, Reach> methods, INamedTypeSymbol explore)
    {
        if (context.ContainingSymbol is not IMethodSymbol method)
        {
            return;
        }

        Reach reach = methods.GetOrAdd(method, static _ => new Reach());
        if (Escape.Of(context.Operation) is { } escape)
        {
            reach.Escapes.Add(escape);
        }

        IMethodSymbol? called = context.Operation switch
        {
            IInvocationOperation call => call.TargetMethod,
            IMethodReferenceOperation reference => reference.Method,
            IObjectCreationOperation made => made.Constructor,
            _ => null,
        };
        if (SymbolEqualityComparer.Default.Equals(called?.ContainingType, explore))
        {
            reach.Explores = true;
        }
        else if (called is { MethodKind: not MethodKind.LocalFunction })
        {
            reach.Calls.Add(called.OriginalDefinition);
        }
    }

    private static void Report(CompilationAnalysisContext context, ConcurrentDictionary<IMethodSymbol, Reach> methods)
    {
        var seen = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        foreach (KeyValuePair<IMethodSymbol, Reach> root in methods)
        {
            if (root.Value.Explores || IsExplored(root.Key))
            {
                Follow(root.Key, root.Key.Name, methods, seen, context);
            }
        }
    }

    private static void Follow(
        IMethodSymbol first,
        string test,
        ConcurrentDictionary<IMethodSymbol, Reach> methods,
        HashSet<IMethodSymbol> seen,
        CompilationAnalysisContext context)
    {
        var open = new Stack<IMethodSymbol>();
        open.Push(first);
        while (open.Count > 0)
        {
            IMethodSymbol method = open.Pop();
            if (!seen.Add(method) || !methods.TryGetValue(method, out Reach? reach))
            {
                continue;
            }

            foreach (Escape escape in reach.Escapes)
            {
                context.ReportDiagnostic(
                    Diagnostic.Create(s_rule, escape.Location, escape.What, test, escape.Remedy));
            }

            foreach (IMethodSymbol called in reach.Calls)
            {
                open.Push(called);
            }
        }
    }

    private static bool IsExplored(IMethodSymbol method)
    {
        foreach (AttributeData attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "LitenFactAttribute" or "LitenTheoryAttribute" })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What one method does: whom it calls, and by what it escapes.</summary>
    private sealed class Reach
    {
        public ConcurrentBag<IMethodSymbol> Calls { get; } = [];

        public ConcurrentBag<Escape> Escapes { get; } = [];

        public bool Explores { get; set; }
    }
}
