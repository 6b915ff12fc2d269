using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Liten.Tests;

/// <summary>A test of Liten.Tests that lives here a second time: its method, and a row of its data.</summary>
internal sealed record Specification(Type Class, MethodInfo Method, object?[] Arguments)
{
    public string Name { get; } = $"{Class.Name}.{Method.Name}({string.Join(", ", Arguments)})";

    /// <summary>All tests of the classes.</summary>
    public static Dictionary<string, Specification> Of(params Type[] classes) => classes
        .SelectMany(static type => type.GetMethods().Where(IsTest).SelectMany(method => Rows(type, method)))
        .ToDictionary(static specification => specification.Name);

    /// <summary>Runs it as a test framework does.</summary>
    public void Run()
    {
        object? instance = Activator.CreateInstance(Class);
        try
        {
            Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, Arguments, null);
        }
        finally
        {
            (instance as IDisposable)?.Dispose();
        }
    }

    private static bool IsTest(MethodInfo method)
        => method.ReturnType == typeof(void) && method.IsDefined(typeof(FactAttribute), inherit: true);

    private static IEnumerable<Specification> Rows(Type type, MethodInfo method)
    {
        DataAttribute[] sources = [.. method.GetCustomAttributes<DataAttribute>()];
        return sources.Length == 0
            ? [new Specification(type, method, [])]
            : sources.SelectMany(source => Data(source, method)).Select(row => new Specification(type, method, row.GetData()));
    }

    private static IReadOnlyCollection<ITheoryDataRow> Data(DataAttribute source, MethodInfo method)
    {
        ValueTask<IReadOnlyCollection<ITheoryDataRow>> rows = source.GetData(method, new DisposalTracker());
        Assert.True(rows.IsCompleted);
        return rows.Result;
    }
}
