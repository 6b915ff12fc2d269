namespace Liten;

/// <summary>
/// Captures and restores the <see cref="ExecutionContext"/>. The usual case, the thread's base context, costs a
/// comparison.
/// </summary>
/// <remarks>
/// The base is what code runs in that nobody gave a context: .NET's default context, and on the threads of a runtime
/// one that names the runtime. It is captured as null, so that it never goes from one runtime to the next.
/// </remarks>
internal static class FlowContext
{
    private static ExecutionContext? s_default;

    [ThreadStatic]
    private static ExecutionContext? t_base;

    /// <summary>The context that a new thread starts in, which .NET does not offer by name.</summary>
    /// <exception cref="OutOfMemoryException">
    /// It was not needed before, and the system has no thread to give.
    /// </exception>
    public static ExecutionContext Default => s_default ??= FindDefault();

    private static ExecutionContext Base => t_base ?? Default;

    /// <summary>Replaces the calling thread's base; null is the default context.</summary>
    /// <returns>The one before.</returns>
    public static ExecutionContext? ExchangeBase(ExecutionContext? context)
    {
        ExecutionContext? before = t_base;
        t_base = context;
        return before;
    }

    /// <summary>The running code's context, or null when it is the thread's base or its flow is suppressed.</summary>
    /// <param name="known">The thread's base, where the caller has it: a thread static less to read.</param>
    public static ExecutionContext? Capture(ExecutionContext? known = null)
    {
        ExecutionContext? context = ExecutionContext.Capture();
        return ReferenceEquals(context, known ?? Base) ? null : context;
    }

    /// <summary>The running code's context as it is, for one that comes back to it itself.</summary>
    public static ExecutionContext CaptureExactly() => ExecutionContext.Capture() ?? Default;

    /// <summary>Makes a context the thread's own.</summary>
    public static void EnterExactly(ExecutionContext context)
    {
        if (!ReferenceEquals(ExecutionContext.Capture(), context))
        {
            ExecutionContext.Restore(context);
        }
    }

    /// <summary>Makes a captured context the thread's own. Null means the thread's base.</summary>
    /// <inheritdoc cref="Capture(ExecutionContext?)"/>
    public static void Enter(ExecutionContext? captured, ExecutionContext? known = null)
        => EnterExactly(captured ?? known ?? Base);

    /// <summary>
    /// Removes what the code that just ran left on this thread, so that nothing leaks into the next turn.
    /// </summary>
    public static void Reset() => Enter(null);

    private static ExecutionContext FindDefault()
    {
        ExecutionContext? found = null;
        var thread = new Thread(() => found = ExecutionContext.Capture(), 64 * 1024)
        {
            IsBackground = true,
            Name = "liten-context"
        };
        thread.UnsafeStart();
        Uninterruptible.Join(thread);
        return found!;
    }
}
