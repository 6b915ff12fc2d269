using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>Runs an async method up to its first suspension.</summary>
internal static class AsyncMethodStart
{
    /// <summary>
    /// Runs the method so that changes it makes to the ExecutionContext or the SynchronizationContext do not reach its
    /// caller. .NET's own builder does exactly that in its Start, whatever the state machine belongs to, and offers it
    /// nowhere else.
    /// </summary>
    public static void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        var isolation = default(AsyncTaskMethodBuilder);
        isolation.Start(ref stateMachine);
    }
}
