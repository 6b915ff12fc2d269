namespace Liten;

/// <summary>Async methods as people know them, by the names that the compiler gives to their state machines.</summary>
internal static class MethodName
{
    /// <summary>
    /// For example <c>Server.HandleAsync</c>; <c>Server.HandleAsync.lambda</c> and <c>Server.HandleAsync.Local</c> for
    /// what stands inside of a method.
    /// </summary>
    /// <returns>Null if the type is no state machine of the compiler's.</returns>
    public static string? Of(Type machine) => Of(machine.Name, PlaceOf(machine));

    /// <inheritdoc cref="Of(Type)"/>
    /// <param name="machine">The name of the type alone.</param>
    /// <param name="place">The name of the type around it, or null.</param>
    public static string? Of(string machine, string? place)
    {
        int end = machine.LastIndexOf('>');
        if (machine[0] != '<' || end <= 1)
        {
            return null;
        }

        string method = Unwrap(machine[1..end]);
        return place is null ? method : $"{place}.{method}";
    }

    /// <summary>
    /// What is generated for a lambda or a local function has the name of the method around it inside.
    /// </summary>
    private static string Unwrap(string name)
    {
        int end = name.LastIndexOf('>');
        if (name[0] != '<' || end < 0)
        {
            // An explicit implementation has the name of the interface before its own.
            return name[(name.LastIndexOfAny(['.', '-']) + 1)..];
        }

        string outer = Unwrap(name[1..end].TrimEnd('$'));
        string inner = name[(end + 1)..];
        int bar = inner.IndexOf('|', StringComparison.Ordinal);
        return inner.StartsWith("g__", StringComparison.Ordinal) && bar > 3
            ? $"{outer}.{inner[3..bar]}"
            : inner.StartsWith("b__", StringComparison.Ordinal) ? $"{outer}.lambda" : outer;
    }

    /// <summary>The innermost type around it that a person has written.</summary>
    private static string? PlaceOf(Type machine)
    {
        Type? place = machine.DeclaringType;
        while (place is not null && place.Name.Contains('<', StringComparison.Ordinal))
        {
            place = place.DeclaringType;
        }

        return place?.Name.Split('`')[0];
    }
}
