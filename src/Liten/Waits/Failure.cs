using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Liten;

/// <summary>The exception that a call, a wait or a task has ended with, as it was thrown.</summary>
internal abstract class Failure
{
    private readonly ExceptionDispatchInfo _info;

    private protected Failure(Exception exception) => _info = ExceptionDispatchInfo.Capture(exception);

    /// <summary>Whether it is a cancellation, which is an end like any other and never reported.</summary>
    public bool IsCancellation => Exception is OperationCanceledException;

    private protected Exception Exception => _info.SourceException;

    /// <summary>A failure that nobody has to observe: of a wait.</summary>
    public static Failure Of(Exception exception) => new Silent(exception);

    /// <summary>The failure of somebody's code, which is reported if nobody ever observes it.</summary>
    /// <param name="exception">What the code threw.</param>
    /// <param name="hooks">Hear of it.</param>
    /// <param name="task">The task that the code belongs to, or null.</param>
    /// <param name="origin">What the code was, in words.</param>
    public static Failure Of(Exception exception, RuntimeHooks hooks, TaskInfo? task, string origin)
        => exception is OperationCanceledException
            ? new Silent(exception)
            : new UnobservedFailure(exception, hooks, task, origin);

    /// <summary>The exception; from now on it counts as observed.</summary>
    public virtual Exception Observe() => Exception;

    /// <summary>Throws the exception with the stack trace it was thrown with.</summary>
    [DoesNotReturn]
    public void Throw()
    {
        Observe();
        _info.Throw();
    }

    private sealed class Silent(Exception exception) : Failure(exception);
}
