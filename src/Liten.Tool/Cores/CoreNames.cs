using System.Text;

namespace Liten.Tool;

/// <summary>Types of a core file as C# writes them, and async methods as their author has called them.</summary>
internal static class CoreNames
{
    private static readonly Dictionary<string, string> s_keywords = new()
    {
        ["System.Boolean"] = "bool",
        ["System.Byte"] = "byte",
        ["System.Char"] = "char",
        ["System.Decimal"] = "decimal",
        ["System.Double"] = "double",
        ["System.Int16"] = "short",
        ["System.Int32"] = "int",
        ["System.Int64"] = "long",
        ["System.SByte"] = "sbyte",
        ["System.Single"] = "float",
        ["System.String"] = "string",
        ["System.UInt16"] = "ushort",
        ["System.UInt32"] = "uint",
        ["System.UInt64"] = "ulong",
        ["System.Object"] = "object",
    };

    /// <summary>For example <c>AsyncMutex&lt;decimal&gt;</c>.</summary>
    public static string OfType(string? fullName)
    {
        var text = new StringBuilder();
        var word = new StringBuilder();
        foreach (char letter in fullName ?? "")
        {
            if (char.IsLetterOrDigit(letter) || letter is '.' or '_' or '+' or '`')
            {
                word.Append(letter);
                continue;
            }

            text.Append(Short(word.ToString())).Append(letter);
            word.Clear();
        }

        return text.Append(Short(word.ToString())).ToString();
    }

    /// <summary>The method of a state machine; the name of the type where it is none.</summary>
    public static string OfMethod(string fullName)
    {
        string[] levels = fullName.Split('+');
        string? place = levels[..^1].LastOrDefault(static level => !level.Contains("<>c", StringComparison.Ordinal))?
            .Split('`')[0].Split('<')[0].Split('.')[^1];
        return MethodName.Of(levels[^1], place) ?? OfType(fullName);
    }

    private static string Short(string name)
        => s_keywords.GetValueOrDefault(name) ?? name.Split('`')[0].Split('.', '+')[^1];
}
