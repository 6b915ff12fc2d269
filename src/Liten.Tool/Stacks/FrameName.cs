using System.Text.RegularExpressions;

namespace Liten.Tool;

/// <summary>A method as its author has called it: without the compiler's names for async methods and lambdas.</summary>
internal static partial class FrameName
{
    public static string Of(string fullName)
    {
        int parameters = fullName.IndexOf('(');
        string name = parameters < 0 ? fullName : fullName[..parameters];
        name = AsyncMethod().Replace(name, ".$1");
        name = LocalFunction().Replace(name, ".$1.$2");
        name = Lambda().Replace(name, ".$1, a lambda");
        return Arity().Replace(name, "").Replace('+', '.');
    }

    [GeneratedRegex(@"\+<(\w+)>d(__\d+)?(`\d+)?(\[[^\]]*\])?\.MoveNext$")]
    private static partial Regex AsyncMethod();

    [GeneratedRegex(@"(?:\+<>c(?:__DisplayClass\w+)?)?\.<(\w+)>g__(\w+)\|[\w]+$")]
    private static partial Regex LocalFunction();

    [GeneratedRegex(@"(?:\+<>c(?:__DisplayClass\w+)?)?(?:\+<)?[.<]+(\w+)>b__\w+(?:>d)?(?:\.MoveNext)?$")]
    private static partial Regex Lambda();

    [GeneratedRegex(@"`\d+(\[[^\]]*\])?")]
    private static partial Regex Arity();
}
