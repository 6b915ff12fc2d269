using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Liten.Generators;

/// <summary>
/// Takes away the warning that a spawned task is not awaited, where its scope or set waits for it in any case.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DroppedHandleSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor s_notAwaited = new(
        "LITENSPR0004", "CS4014", "The scope or set that has spawned the task waits for it");

    private static readonly ImmutableHashSet<string> s_owners
        = ImmutableHashSet.Create("Liten.TaskScope", "Liten.JoinSet", "Liten.JoinSet<T>");

    /// <inheritdoc />
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [s_notAwaited];

    /// <inheritdoc />
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            if (IsSpawnOfAnOwner(context, diagnostic.Location))
            {
                context.ReportSuppression(Suppression.Create(s_notAwaited, diagnostic));
            }
        }
    }

    private static bool IsSpawnOfAnOwner(SuppressionAnalysisContext context, Location location)
    {
        if (location.SourceTree is not { } tree)
        {
            return false;
        }

        SyntaxNode node = tree.GetRoot(context.CancellationToken)
            .FindNode(location.SourceSpan, getInnermostNodeForTie: true);
        return node is InvocationExpressionSyntax
            && context.GetSemanticModel(tree).GetSymbolInfo(node, context.CancellationToken).Symbol
                is IMethodSymbol { Name: "Spawn", ContainingType: { } owner }
            && s_owners.Contains(owner.OriginalDefinition.ToDisplayString());
    }
}
