using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Liten;

/// <summary>The exception that a call, a wait or a task has ended with, as it was thrown.</summary>
internal abstract class Failure
{
    /// <summary>Made beforehand: an end must not fail because there is no memory to say why.</summary>
    private static readonly Failure s_noMemory = new Silent(new InsufficientMemoryException(
        "Something has failed here, and there was no memory to keep its exception."));

    private static readonly Failure s_noMemoryToCancel = new Silent(new OperationCanceledException(
        "This was cancelled or aborted, and there was no memory to say by whom."));

    private readonly ExceptionDispatchInfo _info;

    private protected Failure(Exception exception) => _info = ExceptionDispatchInfo.Capture(exception);

    /// <summary>Whether it is a cancellation, which is an end like any other and never reported.</summary>
    public bool IsCancellation => Exception is OperationCanceledException;

    public Exception Exception => _info.SourceException;

    /// <summary>A failure that nobody has to observe: of a wait.</summary>
    public static Failure Of(Exception exception)
    {
        try
        {
            return new Silent(exception);
        }
        catch (OutOfMemoryException)
        {
            return exception is OperationCanceledException ? s_noMemoryToCancel : s_noMemory;
        }
    }

    /// <summary>The end of a wait by an abort or a token.</summary>
    /// <param name="cause">Who ends it.</param>
    /// <param name="exception">Makes the exception.</param>
    public static Failure OfCancellation<T>(T cause, Func<T, Exception> exception)
    {
        try
        {
            return new Silent(exception(cause));
        }
        catch (OutOfMemoryException)
        {
            return s_noMemoryToCancel;
        }
    }

    /// <summary>The failure of somebody's code, which is reported if nobody ever observes it.</summary>
    /// <param name="exception">What the code threw.</param>
    /// <param name="hooks">Hear of it.</param>
    /// <param name="task">The task that the code belongs to, or null.</param>
    /// <param name="origin">What the code was, in words.</param>
    public static Failure Of(Exception exception, RuntimeHooks hooks, TaskInfo? task, string origin)
    {
        if (exception is OperationCanceledException)
        {
            return Of(exception);
        }

        try
        {
            return new UnobservedFailure(exception, hooks, task, origin);
        }
        catch (OutOfMemoryException)
        {
            return s_noMemory;
        }
    }

    /// <summary>Whether somebody has seen the exception, or nobody has to.</summary>
    public virtual bool IsObserved => true;

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
