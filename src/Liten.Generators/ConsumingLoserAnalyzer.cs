using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Liten.Generators;

/// <summary>
/// Warns of a wait that takes something, such as a receive or a lock, among those of a WhenAny: nobody can see what it
/// takes once another one has won.
/// </summary>
/// <remarks>
/// It looks at what stands in the argument list itself. A wait that was put into a variable before can still be awaited
/// after the WhenAny, so nothing is said of it.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConsumingLoserAnalyzer : DiagnosticAnalyzer
{
    private const string TaskName = "System.Threading.Tasks.Task";
    private const string LitenTaskName = "Liten.LitenTask";

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.ConsumingLoser];

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(LitenTaskName) is { } litenTask)
            {
                INamedTypeSymbol? task = start.Compilation.GetTypeByMetadataName(TaskName);
                start.RegisterOperationAction(call => Look(call, litenTask, task), OperationKind.Invocation);
            }
        });
    }

    private static void Look(OperationAnalysisContext context, INamedTypeSymbol litenTask, INamedTypeSymbol? task)
    {
        var call = (IInvocationOperation)context.Operation;
        INamedTypeSymbol owner = call.TargetMethod.ContainingType;
        if (call.TargetMethod.Name != "WhenAny"
            || !(Same(owner, litenTask) || Same(owner, task)))
        {
            return;
        }

        foreach (IArgumentOperation argument in call.Arguments)
        {
            foreach (IInvocationOperation wait in WaitsIn(argument.Value))
            {
                if (ConsumingWaits.TakenBy(wait.TargetMethod, litenTask.ContainingAssembly) is { } taken)
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        Descriptors.ConsumingLoser, wait.Syntax.GetLocation(), NameOf(wait.TargetMethod), taken));
                }
            }
        }
    }

    /// <summary>The calls that begin the waits of an argument: through lists, adapters and spawned lambdas.</summary>
    private static IEnumerable<IInvocationOperation> WaitsIn(IOperation? operation)
    {
        switch (operation)
        {
            case IConversionOperation conversion:
                return WaitsIn(conversion.Operand);
            case IAwaitOperation awaiting:
                return WaitsIn(awaiting.Operation);
            case IDelegateCreationOperation creation:
                return WaitsIn(creation.Target);
            case IArrayCreationOperation { Initializer: { } list }:
                return list.ElementValues.SelectMany(WaitsIn);
            case ICollectionExpressionOperation list:
                return list.Elements.SelectMany(WaitsIn);
            case IObjectCreationOperation { Initializer: { } list }:
                return list.Initializers.OfType<IInvocationOperation>().SelectMany(WaitsInArguments);
            case IConditionalOperation choice:
                return WaitsIn(choice.WhenTrue).Concat(WaitsIn(choice.WhenFalse));
            case IAnonymousFunctionOperation lambda:
                return WaitsIn(OnlyValueOf(lambda));
            case IInvocationOperation call:
                return PassesOn(call.TargetMethod)
                    ? WaitsIn(call.Instance).Concat(WaitsInArguments(call))
                    : [call];
            default:
                return [];
        }
    }

    private static IEnumerable<IInvocationOperation> WaitsInArguments(IInvocationOperation call)
        => call.Arguments.SelectMany(static argument => WaitsIn(argument.Value));

    /// <summary>Whether what the call returns ends as one of what it was given does.</summary>
    private static bool PassesOn(IMethodSymbol method) => method.Name switch
    {
        "AsTask" or "AsValueTask" or "Preserve" => true,
        "Spawn" => method.ContainingNamespace is { Name: "Liten", ContainingNamespace.IsGlobalNamespace: true },
        "Run" => method.ContainingType.ToDisplayString() == TaskName,
        "Select" or "ToArray" or "ToList" => method.ContainingType.ToDisplayString() == "System.Linq.Enumerable",
        _ => false,
    };

    /// <summary>What a lambda returns or awaits, if that is all that it does.</summary>
    private static IOperation? OnlyValueOf(IAnonymousFunctionOperation lambda)
    {
        ImmutableArray<IOperation> statements =
            lambda.Body.Operations.RemoveAll(static one => one is IReturnOperation { ReturnedValue: null });
        return statements.Length != 1 ? null : statements[0] switch
        {
            IReturnOperation end => end.ReturnedValue,
            IExpressionStatementOperation statement => statement.Operation,
            _ => null,
        };
    }

    private static string NameOf(IMethodSymbol method)
        => method.ContainingType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) + "." + method.Name;

    private static bool Same(ISymbol one, ISymbol? other) => SymbolEqualityComparer.Default.Equals(one, other);
}
