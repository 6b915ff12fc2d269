namespace Liten;

/// <summary>Types as C# writes them: <c>Mpsc&lt;int&gt;</c>.</summary>
internal static class TypeName
{
    private const char ArityMark = '`';

    public static string Of<T>() => Of(typeof(T));

    public static string Of(Type type)
    {
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[]";
        }

        string name = type.IsEnum ? type.Name : Keyword(type) ?? type.Name;
        int mark = name.IndexOf(ArityMark, StringComparison.Ordinal);
        if (mark < 0)
        {
            return name;
        }

        return $"{name[..mark]}<{string.Join(", ", type.GenericTypeArguments.Select(Of))}>";
    }

    private static string? Keyword(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.Char => "char",
        TypeCode.Decimal => "decimal",
        TypeCode.Double => "double",
        TypeCode.Int16 => "short",
        TypeCode.Int32 => "int",
        TypeCode.Int64 => "long",
        TypeCode.SByte => "sbyte",
        TypeCode.Single => "float",
        TypeCode.String => "string",
        TypeCode.UInt16 => "ushort",
        TypeCode.UInt32 => "uint",
        TypeCode.UInt64 => "ulong",
        _ => type == typeof(object) ? "object" : null,
    };
}
