using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Liten.Interleavings;

/// <summary>What must be so in the whole process before schedules can be explored.</summary>
internal static class ExplorerProcess
{
    private static readonly bool s_prepared = PrepareOnce();

    public static void Prepare() => RuntimeHelpers.RunClassConstructor(typeof(ExplorerProcess).TypeHandle);

    private static bool PrepareOnce()
    {
        // A failed assertion of the product is a failed schedule.
        Trace.Listeners.Clear();
        Trace.Listeners.Add(new ThrowingListener());

        // A type that is initialized in the middle of a schedule would add scheduling points to it, under the class loader's lock.
        foreach (Type type in typeof(ExplorerProcess).Assembly.GetTypes())
        {
            if (type.Namespace == nameof(Liten) && !type.ContainsGenericParameters)
            {
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            }
        }

        return true;
    }

    private sealed class ThrowingListener : TraceListener
    {
        public override void Fail(string? message, string? detailMessage) => throw new InvalidOperationException($"assertion failed: {message} {detailMessage}");

        public override void Write(string? message)
        {
        }

        public override void WriteLine(string? message)
        {
        }
    }
}
