using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// Runs the callbacks on a task's token, which are foreign code and so never run on the aborter's stack.
/// </summary>
/// <remarks>
/// They run on the task's runtime or on the ThreadPool, whichever comes first: neither a blocked worker nor a starved
/// pool holds them up. .NET's CancelAsync does the same two steps as this, but knows the pool only, so its steps are
/// reached here by their private names. Where they have other names, CancelAsync does it.
/// </remarks>
internal sealed class TokenCancellation : WorkItem
{
    private readonly CancellationTokenSource _source;
    private readonly Home _home;
    private AtomicFlag _begun;

    private TokenCancellation(CancellationTokenSource source, Home home)
    {
        _source = source;
        _home = home;
    }

    /// <summary>Cancels the token at once and has its callbacks run.</summary>
    public static void Begin(CancellationTokenSource source, Home home)
    {
        try
        {
            if (!TransitionToCancellationRequested(source))
            {
                return;
            }
        }
        catch (MissingMethodException)
        {
            _ = source.CancelAsync();
            return;
        }

        var callbacks = new TokenCancellation(source, home);
        home.Schedule(callbacks, Turn.Current);
        home.Hasten(callbacks);
    }

    internal override WorkItem? Run(Turn? turn)
    {
        if (!_begun.TrySet())
        {
            return null;
        }

        turn?.Enter(null);
        FlowContext.Reset();
        try
        {
            ExecuteCallbackHandlers(_source, throwOnFirstException: false);
        }
        catch (AggregateException exceptions)
        {
            foreach (Exception exception in exceptions.Flatten().InnerExceptions)
            {
                _home.Hooks.Unhandled(exception, null, "a callback on the token of a task");
            }
        }

        return null;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern bool TransitionToCancellationRequested(CancellationTokenSource source);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void ExecuteCallbackHandlers(CancellationTokenSource source, bool throwOnFirstException);
}
