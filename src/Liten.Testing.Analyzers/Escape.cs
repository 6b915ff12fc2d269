using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Liten.Testing.Analyzers;

/// <summary>Something in code that leaves the schedule, or that is another one in each run.</summary>
internal sealed class Escape
{
    private const string Threads = "System.Threading";
    private const string Tasks = "System.Threading.Tasks";

    private Escape(IOperation operation, string what, string remedy)
    {
        Location = operation.Syntax.GetLocation();
        What = what;
        Remedy = remedy;
    }

    public Location Location { get; }

    public string What { get; }

    public string Remedy { get; }

    /// <summary>The escape that an operation is, or null.</summary>
    public static Escape? Of(IOperation operation) => operation switch
    {
        IInvocationOperation call => OfCall(call),
        IPropertyReferenceOperation property => OfProperty(property),
        IObjectCreationOperation { Constructor.ContainingType: { } type } made => OfCreation(made, type),
        _ => null,
    };

    private static Escape? OfCall(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        return (NameOf(method.ContainingType), method.Name) switch
        {
            ($"{Tasks}.Task", "Run") => new(call, "Task.Run", "use LitenTask.Spawn"),
            ($"{Tasks}.TaskFactory", "StartNew") => new(call, "TaskFactory.StartNew", "use LitenTask.Spawn"),
            ($"{Tasks}.Parallel", _) => new(call, $"Parallel.{method.Name}", "use LitenTask.ForEachAsync"),
            ($"{Threads}.ThreadPool", "QueueUserWorkItem" or "UnsafeQueueUserWorkItem") =>
                new(call, $"ThreadPool.{method.Name}", "use LitenTask.Spawn"),
            ($"{Threads}.Thread", "Sleep") => new(call, "Thread.Sleep", "use Time.Sleep"),
            ("System.Guid", "NewGuid") => new(call, "Guid.NewGuid", "take the id from outside, or from TestRun.Random"),
            ($"{Tasks}.Task", "Delay") when !TakesProvider(method) =>
                new(call, "Task.Delay without a provider", "hand it the runtime's TimeProvider, or use Time.Sleep"),
            (_, "ConfigureAwait") when IsFalse(call) =>
                new(call, "ConfigureAwait(false)", "leave it out: what follows runs on the ThreadPool"),
            _ => null,
        };
    }

    private static Escape? OfProperty(IPropertyReferenceOperation property)
    {
        INamedTypeSymbol type = property.Property.ContainingType;
        return (NameOf(type), property.Property.Name) switch
        {
            ("System.DateTime", "Now" or "UtcNow" or "Today") or ("System.DateTimeOffset", "Now" or "UtcNow") =>
                new(property, $"{type.Name}.{property.Property.Name}", "use the runtime's TimeProvider"),
            ("System.Random", "Shared") =>
                new(property, "Random.Shared", "take a Random from outside, or TestRun.Random"),
            ("System.TimeProvider", "System") => new(property, "TimeProvider.System", "use the runtime's TimeProvider"),
            _ => null,
        };
    }

    private static Escape? OfCreation(IObjectCreationOperation made, INamedTypeSymbol type) => NameOf(type) switch
    {
        $"{Threads}.Thread" => new(made, "new Thread", "use LitenTask.Spawn"),
        $"{Threads}.Timer" => new(made, "new Timer", "use the runtime's TimeProvider.CreateTimer"),
        "System.Random" when made.Arguments.Length == 0 => new(made, "new Random()", "give it a seed"),
        _ => null,
    };

    private static bool TakesProvider(IMethodSymbol method)
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (NameOf(parameter.Type) == "System.TimeProvider")
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFalse(IInvocationOperation call)
        => call.Arguments.Length == 1 && call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: false };

    private static string NameOf(ITypeSymbol? type) => type?.OriginalDefinition is { } plain
        ? $"{plain.ContainingNamespace?.ToDisplayString()}.{plain.Name}"
        : "";
}
