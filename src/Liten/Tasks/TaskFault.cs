using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Liten;

/// <summary>
/// The exception a task ended with. If it is never observed, the runtime's hook hears of it, once.
/// </summary>
/// <remarks>
/// "Never" is certain when the garbage collector finds the handle unreachable, as with .NET's
/// UnobservedTaskException.
/// </remarks>
[SuppressMessage(
    "Usage",
    "CA1816",
    Justification = "The finalizer reports an unobserved exception; observing it makes it unnecessary.")]
internal sealed class TaskFault
{
    private readonly ExceptionDispatchInfo _info;
    private readonly RuntimeHooks _hooks;
    private readonly TaskInfo _task;

    public TaskFault(Exception exception, RuntimeHooks hooks, TaskInfo task)
    {
        _info = ExceptionDispatchInfo.Capture(exception);
        _hooks = hooks;
        _task = task;
    }

    ~TaskFault() => _hooks.Unhandled(_info.SourceException, _task, "a task that nobody awaited");

    /// <summary>The exception; from now on it counts as observed.</summary>
    public Exception Observe()
    {
        GC.SuppressFinalize(this);
        return _info.SourceException;
    }

    /// <summary>Throws the exception with the stack trace it was thrown with.</summary>
    public void Throw()
    {
        GC.SuppressFinalize(this);
        _info.Throw();
    }
}
