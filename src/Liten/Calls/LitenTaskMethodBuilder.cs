using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>Builds the <see cref="LitenTask"/> of an async method. Used by the compiler.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage(
    "Performance", "CA1822:Mark members as static", Justification = "The compiler calls them on an instance.")]
public struct LitenTaskMethodBuilder
{
    private LitenTaskMethodBuilder<VoidResult> _core;

    /// <summary>The task that the async method returns to its caller.</summary>
    public readonly LitenTask Task => new(_core.Task);

    /// <summary>Makes a builder.</summary>
    public static LitenTaskMethodBuilder Create() => default;

    /// <summary>Runs the method up to its first suspension.</summary>
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
        => AsyncMethodStart.Start(ref stateMachine);

    /// <summary>Not used by modern compilers.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>The method has returned.</summary>
    public void SetResult() => _core.SetResult(default);

    /// <summary>The method has thrown.</summary>
    public void SetException(Exception exception) => _core.SetException(exception);

    /// <summary>Suspends the method until the awaiter's completion.</summary>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine
        => _core.AwaitOnCompleted(ref awaiter, ref stateMachine);

    /// <summary>Suspends the method until the awaiter's completion.</summary>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
        => _core.AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);
}
