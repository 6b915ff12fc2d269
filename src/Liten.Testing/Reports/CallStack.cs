using System.Diagnostics;
using System.Reflection;

namespace Liten.Testing;

/// <summary>What a stack tells: the first code of the user's, and what that has called.</summary>
/// <param name="Place">Where the user's code stands, or null.</param>
/// <param name="Api">The method of a library that it has called, or null.</param>
internal sealed record CallStack(CallPlace? Place, string? Api)
{
    private static readonly string[] s_libraries =
        ["System.", "Microsoft.", "xunit", "nunit", "mscorlib", "netstandard", "FluentAssertions", "Shouldly"];

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

    /// <summary>
    /// The name of a method as its author knows it, also if the compiler has made a class of it, or a method of its
    /// own: those are called <c>&lt;Outer&gt;d__1</c>, <c>&lt;Outer&gt;b__0</c> and <c>&lt;Outer&gt;g__Inner|0_1</c>.
    /// </summary>
    public static string NameOf(Type type, string method)
    {
        Type declaring = type;
        string? generated = method.StartsWith('<') ? method : null;
        while (declaring.Name.StartsWith('<') && declaring.DeclaringType is { } outer)
        {
            generated = declaring.Name.StartsWith("<>", StringComparison.Ordinal) ? generated : declaring.Name;
            declaring = outer;
        }

        return $"{Plain(declaring)}.{(generated is null ? method : Original(generated))}";
    }

    /// <summary>The type without its arguments, which a stack does not know.</summary>
    private static string Plain(Type type)
    {
        int mark = type.Name.IndexOf('`', StringComparison.Ordinal);
        return mark < 0 ? type.Name : type.Name[..mark];
    }

    private static string Original(string generated)
    {
        string name = generated.TrimStart('<');
        int inner = name.IndexOf("g__", StringComparison.Ordinal);
        string outer = name[..Math.Max(0, name.IndexOf('>', StringComparison.Ordinal))];
        int end = name.IndexOf('|', StringComparison.Ordinal);
        return inner >= 0 && end > inner ? $"{outer}.{name[(inner + 3)..end]}" : outer;
    }

    private static bool IsVisible(Type type) => type.IsVisible
        && !type.Name.Contains("MethodBuilder", StringComparison.Ordinal)
        && !type.Name.Contains("Awaiter", StringComparison.Ordinal);

    private static bool IsLibrary(Assembly assembly)
    {
        string name = assembly.GetName().Name ?? "";
        return name is "Liten" or "Liten.Testing" or "Liten.Testing.Xunit"
            || Array.Exists(s_libraries, library => name.StartsWith(library, StringComparison.OrdinalIgnoreCase));
    }
}
