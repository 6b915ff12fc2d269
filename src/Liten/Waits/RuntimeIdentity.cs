namespace Liten;

/// <summary>
/// Carries the runtime along the ExecutionContext, so that code which has left its threads still finds it: behind
/// <c>ConfigureAwait(false)</c>, in a library that calls back, in work that a task has started and forgotten.
/// </summary>
/// <remarks>
/// It is part of the base context of the runtime's threads, which is made once: carrying it costs a task nothing.
/// </remarks>
internal sealed class RuntimeIdentity
{
    private static readonly AsyncLocal<RuntimeIdentity?> s_current = new();

    private Home? _home;

    public RuntimeIdentity(Home home)
    {
        _home = home;
        ExecutionContext? named = null;
        ExecutionContext.Run(
            FlowContext.Default,
            _ =>
            {
                s_current.Value = this;
                named = ExecutionContext.Capture();
            },
            null);
        BaseContext = named!;
    }

    /// <summary>The runtime that the running code's context names, if it has not ended.</summary>
    public static Home? Current => s_current.Value?._home;

    /// <summary>The default context, with this runtime in it.</summary>
    public ExecutionContext BaseContext { get; }

    /// <summary>The code that runs now has come from elsewhere with its context, and belongs to this runtime.</summary>
    public void Enter()
    {
        if (s_current.Value != this)
        {
            s_current.Value = this;
        }
    }

    /// <summary>The runtime has ended. A context that is kept must not keep it alive.</summary>
    public void End() => _home = null;
}
