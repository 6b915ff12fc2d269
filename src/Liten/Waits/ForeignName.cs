namespace Liten;

/// <summary>Words for an awaited thing that knows no Liten, as far as its type tells.</summary>
internal static class ForeignName
{
    /// <param name="awaited">The awaited <see cref="Task"/>, or else the type of the awaiter.</param>
    public static string Of(object awaited) => awaited is Task task ? OfTask(task.GetType()) : OfAwaiter((Type)awaited);

    private static string OfTask(Type type)
    {
        Type? level = type;
        while (level is not null && !(level.IsGenericType && level.GetGenericTypeDefinition() == typeof(Task<>)))
        {
            level = level.BaseType;
        }

        // .NET makes a task without a result of one whose result nobody can see.
        Type? result = level?.GenericTypeArguments[0];
        string name = result is null || (!result.IsVisible && IsOfNet(result)) ? nameof(Task) : TypeName.Of(level!);
        return type.IsGenericType && MethodName.Of(type.GenericTypeArguments[^1]) is { } method
            ? $"{name} of {method}"
            : name;
    }

    /// <summary>The type that is awaited is the one around its awaiter, or is named in it.</summary>
    private static string OfAwaiter(Type awaiter)
    {
        if (!IsOfNet(awaiter))
        {
            return TypeName.Of(awaiter);
        }

        string name = (awaiter.DeclaringType ?? awaiter).Name.Split('`')[0];
        name = name.Replace("Configured", "", StringComparison.Ordinal)
            .Replace("Awaitable", "", StringComparison.Ordinal)
            .Replace("Awaiter", "", StringComparison.Ordinal);
        string arguments = string.Join(", ", awaiter.GenericTypeArguments.Select(TypeName.Of));
        return arguments.Length == 0 ? name : $"{name}<{arguments}>";
    }

    private static bool IsOfNet(Type type) => type.Assembly == typeof(Task).Assembly;
}
