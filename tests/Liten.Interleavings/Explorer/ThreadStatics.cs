using System.Linq.Expressions;
using System.Reflection;

namespace Liten.Interleavings;

/// <summary>Makes an OS thread, which serves one actor after another, look new to the product.</summary>
internal static class ThreadStatics
{
    private static readonly Action s_reset = Compile();

    public static void Reset()
    {
        s_reset();
        SynchronizationContext.SetSynchronizationContext(null);
    }

    private static Action Compile()
    {
        IEnumerable<FieldInfo> fields = typeof(ThreadStatics).Assembly.GetTypes()
            .Where(type => type.Namespace == nameof(Liten) && !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(field => field.IsDefined(typeof(ThreadStaticAttribute)));
        Expression[] assignments = [.. fields.Select(field => Expression.Assign(Expression.Field(null, field), Expression.Default(field.FieldType)))];
        return Expression.Lambda<Action>(Expression.Block(typeof(void), assignments)).Compile();
    }
}
