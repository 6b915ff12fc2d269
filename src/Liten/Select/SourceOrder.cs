using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// Numbers primitives in the order in which selects see them first. All selects enter latches in this order, so two of
/// them never wait for each other.
/// </summary>
internal static class SourceOrder
{
    private static readonly ConditionalWeakTable<object, Number> s_numbers = [];
    private static AtomicCounter s_last;

    public static long Of(object source) => s_numbers.GetValue(source, static _ => new Number(s_last.Add(1))).Value;

    private sealed record Number(long Value);
}
