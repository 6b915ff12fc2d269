namespace Liten;

/// <summary>
/// Captures and restores the <see cref="ExecutionContext"/>. The usual case, the default context, costs a comparison.
/// </summary>
internal static class FlowContext
{
    private static readonly ExecutionContext s_default = FindDefault();

    /// <summary>The running code's context, or null when it is the default one or its flow is suppressed.</summary>
    public static ExecutionContext? Capture()
    {
        ExecutionContext? context = ExecutionContext.Capture();
        return ReferenceEquals(context, s_default) ? null : context;
    }

    /// <summary>Makes a captured context the thread's own. Null means the default context.</summary>
    public static void Enter(ExecutionContext? captured)
    {
        ExecutionContext context = captured ?? s_default;
        if (!ReferenceEquals(ExecutionContext.Capture(), context))
        {
            ExecutionContext.Restore(context);
        }
    }

    /// <summary>
    /// Removes what the code that just ran left on this thread, so that nothing leaks into the next turn.
    /// </summary>
    public static void Reset() => Enter(null);

    /// <summary>
    /// Runs code in the default context. The thread's own one is back afterwards, also if its flow is suppressed, and
    /// so is its SynchronizationContext.
    /// </summary>
    public static void RunInDefault(ContextCallback code, object? state)
        => ExecutionContext.Run(s_default, code, state);

    /// <summary>A new thread starts in the default context, which .NET does not offer by name.</summary>
    private static ExecutionContext FindDefault()
    {
        ExecutionContext? found = null;
        var thread = new Thread(() => found = ExecutionContext.Capture(), 64 * 1024)
        {
            IsBackground = true,
            Name = "liten-context"
        };
        thread.UnsafeStart();
        thread.Join();
        return found!;
    }
}
