using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// Tells what is posted to a <see cref="LitenSynchronizationContext"/> apart: continuations of awaits, which may run in
/// parallel, and all else, which must keep its order.
/// </summary>
/// <remarks>
/// The machinery of .NET posts private callbacks of its own: of Task, Task.Yield, channels, pipelines, sockets. What
/// user code posts is its own code, or public code of .NET such as <c>list.Add</c>, or comes from a public type that
/// posts for it: <see cref="Progress{T}"/>, BackgroundWorker. Who is not known is taken for user code: then too much
/// keeps its order, never too little.
/// </remarks>
internal static class CallbackOrigin
{
    /// <summary>With these public keys .NET signs its own assemblies. Others have names that begin alike.</summary>
    private static readonly string[] s_frameworkKeys =
        ["7CEC85D7BEA7798E", "B03F5F7F11D50A3A", "CC7B13FFCD2DDD51", "B77A5C561934E089"];

    /// <summary>
    /// The answer for each type whose code was posted. Weak, so that a plugin's types can be unloaded.
    /// </summary>
    private static readonly ConditionalWeakTable<Type, object> s_isMachinery = new();

    /// <summary>
    /// The callback with which .NET continues an await of a Task: one for the whole process. A hint, as the one below:
    /// a thread that does not see it yet sets it once more.
    /// </summary>
    private static SendOrPostCallback? s_taskContinuation;

    /// <summary>The callback with which .NET continues a method behind Task.Yield: one as well.</summary>
    private static SendOrPostCallback? s_yieldContinuation;

    /// <summary>Whether the callback continues an await.</summary>
    public static bool IsContinuation(SendOrPostCallback callback, object? state)
        => ReferenceEquals(callback, s_taskContinuation)
            || ReferenceEquals(callback, s_yieldContinuation)
            || IsOtherContinuation(callback, state);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsOtherContinuation(SendOrPostCallback callback, object? state)
    {
        // A task that TaskScheduler.FromCurrentSynchronizationContext runs: it promises one at a time. A method that
        // goes on after Task.Yield is a Task as well, but waits for activation all its life.
        var task = state as Task;
        if (task is { Status: not TaskStatus.WaitingForActivation } || !IsMachinery(callback))
        {
            return false;
        }

        if (callback.Target is Delegate)
        {
            // A shell is made anew for each await, so it is not worth remembering.
            return true;
        }

        if (state is Action)
        {
            s_taskContinuation = callback;
        }
        else if (task is not null)
        {
            s_yieldContinuation = callback;
        }

        return true;
    }

    private static bool IsMachinery(Delegate callback)
    {
        // A delegate made of another one is only a shell.
        while (callback.Target is Delegate inner)
        {
            callback = inner;
        }

        return callback.Target is { } target
            ? IsMachinery(target.GetType())
            : callback.Method is { IsPublic: false, DeclaringType: { } type } && IsOfFramework(type);
    }

    private static bool IsMachinery(Type type) => (bool)s_isMachinery.GetValue(type, static type => Judge(type));

    private static object Judge(Type type) => IsLitens(type) || (!type.IsVisible && IsOfFramework(type));

    private static bool IsLitens(Type type) => type.Assembly == typeof(CallbackOrigin).Assembly;

    private static bool IsOfFramework(Type type)
        => type.Assembly.GetName() is { Name: { } name } assembly
            && name.StartsWith("System.", StringComparison.Ordinal)
            && assembly.GetPublicKeyToken() is { } key
            && Array.IndexOf(s_frameworkKeys, Convert.ToHexString(key)) >= 0;
}
