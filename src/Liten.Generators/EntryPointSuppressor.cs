using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Liten.Generators;

/// <summary>
/// Takes away the warnings that a [LitenMain] method gets because the compiler does not know that it is the program:
/// it is called Main and is not the entry point, or it is private and no code calls it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EntryPointSuppressor : DiagnosticSuppressor
{
    private const string Reason = "The method with [LitenMain] is called by the generated entry point";

    private static readonly ImmutableArray<SuppressionDescriptor> s_suppressions =
    [
        new("LITENSPR0001", "CS0028", Reason), // "has the wrong signature to be an entry point"
        // "will not be used as an entry point because a synchronous entry point was found"
        new("LITENSPR0002", "CS8892", Reason),
        new("LITENSPR0003", "IDE0051", Reason), // "private member is unused"
    ];

    /// <inheritdoc />
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => s_suppressions;

    /// <inheritdoc />
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            if (IsLitenMain(context, diagnostic.Location))
            {
                SuppressionDescriptor suppression = s_suppressions
                    .First(s => s.SuppressedDiagnosticId == diagnostic.Id);
                context.ReportSuppression(Suppression.Create(suppression, diagnostic));
            }
        }
    }

    private static bool IsLitenMain(SuppressionAnalysisContext context, Location location)
    {
        if (location.SourceTree is not { } tree)
        {
            return false;
        }

        SyntaxNode node = tree.GetRoot(context.CancellationToken).FindNode(location.SourceSpan);
        if (node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } declaration)
        {
            return false;
        }

        ISymbol? method = context.GetSemanticModel(tree).GetDeclaredSymbol(declaration, context.CancellationToken);
        return method is not null && method.GetAttributes().Any(IsLitenMain);
    }

    private static bool IsLitenMain(AttributeData attribute) =>
        attribute.AttributeClass?.ToDisplayString() == LitenMainGenerator.AttributeName;
}
