using System.Diagnostics;
using System.Reflection;

namespace Liten.Testing;

/// <summary>What a stack tells: the first code of the user's, and what that has called.</summary>
/// <param name="Place">Where the user's code stands, or null.</param>
/// <param name="Api">The method of a library that it has called, or null.</param>
internal sealed record CallStack(CallPlace? Place, string? Api)
{
    private static readonly string[] s_libraries =
        ["System.", "Microsoft.", "Liten", "xunit", "nunit", "mscorlib", "netstandard", "FluentAssertions", "Shouldly"];

    /// <summary>The stack of the calling code.</summary>
    public static CallStack Capture() => Of(new StackTrace(1, fNeedFileInfo: true));

    public static CallStack Of(StackTrace trace)
    {
        string? api = null;
        foreach (StackFrame frame in trace.GetFrames())
        {
            if (frame.GetMethod() is not { DeclaringType: { } type } method)
            {
                continue;
            }

            if (!IsLibrary(type.Assembly))
            {
                string? file = frame.GetFileName() is { } path ? Path.GetFileName(path) : null;
                return new CallStack(new CallPlace(NameOf(type, method.Name), file, frame.GetFileLineNumber()), api);
            }

            if (IsVisible(type))
            {
                api = NameOf(type, method.Name);
            }
        }

        return new CallStack(null, api);
    }

    /// <summary>The name of a method as its author knows it, also if the compiler has made a class of it.</summary>
    public static string NameOf(Type type, string method)
    {
        Type declaring = type;
        while (declaring.Name.StartsWith('<') && declaring.DeclaringType is { } outer)
        {
            int end = declaring.Name.IndexOf('>', StringComparison.Ordinal);
            method = end > 1 ? declaring.Name[1..end] : method;
            declaring = outer;
        }

        int open = method.IndexOf('<', StringComparison.Ordinal);
        int close = method.IndexOf('>', StringComparison.Ordinal);
        if (open == 0 && close > 1)
        {
            method = method[1..close];
        }

        return $"{TypeName.Of(declaring)}.{method}";
    }

    private static bool IsVisible(Type type) => type.IsVisible && !type.Name.StartsWith("AsyncMethodBuilder", StringComparison.Ordinal)
        && !type.Name.Contains("MethodBuilder", StringComparison.Ordinal)
        && !type.Name.Contains("Awaiter", StringComparison.Ordinal);

    private static bool IsLibrary(Assembly assembly)
    {
        string name = assembly.GetName().Name ?? "";
        return (name.StartsWith("Liten", StringComparison.Ordinal) && name is "Liten" or "Liten.Testing" or "Liten.Testing.Xunit")
            || (!name.StartsWith("Liten", StringComparison.Ordinal)
                && Array.Exists(s_libraries, library => name.StartsWith(library, StringComparison.OrdinalIgnoreCase)));
    }
}
