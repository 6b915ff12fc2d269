using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>
/// A failure that nobody has observed yet. If nobody ever does, the runtime's hook hears of it, once.
/// </summary>
/// <remarks>
/// "Never" is certain when the garbage collector finds this object unreachable, as with .NET's
/// UnobservedTaskException.
/// </remarks>
[SuppressMessage(
    "Usage",
    "CA1816",
    Justification = "The finalizer reports an unobserved exception; observing it makes it unnecessary.")]
internal sealed class UnobservedFailure(Exception exception, RuntimeHooks hooks, TaskInfo? task, string origin)
    : Failure(exception)
{
    private bool _isObserved;

    ~UnobservedFailure() => hooks.Unhandled(Exception, task, origin);

    public override bool IsObserved => _isObserved;

    public override Exception Observe()
    {
        _isObserved = true;
        GC.SuppressFinalize(this);
        return base.Observe();
    }
}
