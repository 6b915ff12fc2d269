using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Liten.Interleavings;

/// <summary>Sends the allocations of a source file through <see cref="Memory"/>, and moves no line.</summary>
/// <remarks>
/// Seen are <c>new</c> of objects and arrays, <c>Array.Resize</c>, and lists and queues that grow. Not seen is what the compiler or
/// .NET allocates unasked: closures, delegates, boxes, strings, <c>[..]</c>. Left out is an exception that is thrown at once, which
/// is an end already, and what belongs to a type's initialization, which no call would ever repeat.
/// </remarks>
internal sealed class AllocationRewriter(SemanticModel semantics) : CSharpSyntaxRewriter
{
    private const string Memory = "global::Liten.Interleavings.Memory";

    /// <summary>The places that were rewritten.</summary>
    public List<(string File, int Line, string Text)> Sites { get; } = [];

    /// <summary>The rewritten file.</summary>
    public SyntaxTree Rewrite(SyntaxTree tree) => tree.WithRootAndOptions(Visit(tree.GetRoot()), tree.Options);

    public override SyntaxNode? VisitObjectCreationExpression(ObjectCreationExpressionSyntax node)
        => Taken(node, (ExpressionSyntax)base.VisitObjectCreationExpression(node)!);

    public override SyntaxNode? VisitImplicitObjectCreationExpression(ImplicitObjectCreationExpressionSyntax node)
        => Taken(node, (ExpressionSyntax)base.VisitImplicitObjectCreationExpression(node)!);

    public override SyntaxNode? VisitArrayCreationExpression(ArrayCreationExpressionSyntax node)
        => Taken(node, (ExpressionSyntax)base.VisitArrayCreationExpression(node)!);

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        var visited = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        if (node.Expression is not MemberAccessExpressionSyntax member || visited.Expression is not MemberAccessExpressionSyntax access || IsInitialization(node))
        {
            return visited;
        }

        if (member.ToString() == "Array.Resize")
        {
            Note(node);
            return visited.WithExpression(access.WithExpression(SyntaxFactory.ParseExpression(Memory)));
        }

        bool grows = semantics.GetTypeInfo(member.Expression).Type?.OriginalDefinition.ToDisplayString() is "System.Collections.Generic.List<T>" or "System.Collections.Generic.Queue<T>"
            && member.Name.Identifier.ValueText is "Add" or "Enqueue";
        if (!grows)
        {
            return visited;
        }

        Note(node);
        return visited.WithExpression(access.WithExpression(Call("Grow", access.Expression)));
    }

    private ExpressionSyntax Taken(ExpressionSyntax node, ExpressionSyntax visited)
    {
        ITypeSymbol? type = semantics.GetTypeInfo(node).Type;
        bool isThrown = node.Parent is ThrowStatementSyntax or ThrowExpressionSyntax;
        if (type is not { IsReferenceType: true } || isThrown || IsInitialization(node))
        {
            return visited;
        }

        Note(node);
        string name = type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        return Call($"Take<{name}>", visited);
    }

    private void Note(SyntaxNode node)
    {
        FileLinePositionSpan place = node.GetLocation().GetLineSpan();
        Sites.Add((Path.GetFileName(place.Path), place.StartLinePosition.Line + 1, node.ToString().Split('\n')[0].Trim()));
    }

    private static bool IsInitialization(SyntaxNode node) => node.Ancestors().Any(static ancestor => ancestor switch
    {
        FieldDeclarationSyntax field => field.Modifiers.Any(SyntaxKind.StaticKeyword),
        PropertyDeclarationSyntax { Initializer: not null } property => property.Modifiers.Any(SyntaxKind.StaticKeyword),
        ConstructorDeclarationSyntax constructor => constructor.Modifiers.Any(SyntaxKind.StaticKeyword),
        _ => false,
    });

    private static ExpressionSyntax Call(string method, ExpressionSyntax argument)
        => SyntaxFactory.ParseExpression($"{Memory}.{method}({argument.WithoutTrivia()})")
            .WithLeadingTrivia(argument.GetLeadingTrivia())
            .WithTrailingTrivia(argument.GetTrailingTrivia());
}
