namespace Liten.Testing;

/// <summary>A number for a type that is the same in every process.</summary>
internal static class TypeHash
{
    [ThreadStatic]
    private static Dictionary<Type, uint>? t_known;

    public static uint Of(Type type)
    {
        Dictionary<Type, uint> known = t_known ??= [];
        if (!known.TryGetValue(type, out uint hash))
        {
            hash = OfText(type.ToString());
            known[type] = hash;
        }

        return hash;
    }

    public static uint OfText(string text)
    {
        uint hash = 2166136261;
        foreach (char character in text)
        {
            hash = (hash ^ character) * 16777619;
        }

        return hash;
    }
}
