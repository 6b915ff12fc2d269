using System.Runtime.CompilerServices;

namespace Liten.Tests.Calls;

/// <summary>A foreign awaiter that does what a test says, however wrong it is.</summary>
internal sealed class ScriptedAwaitable : ICriticalNotifyCompletion
{
    public Func<bool> Completed { get; init; } = static () => false;

    public Action<Action> Register { get; init; } = static _ => { };

    public Func<int> Result { get; init; } = static () => 1;

    /// <summary>What the awaiting method has handed over last.</summary>
    public Action? Continuation { get; private set; }

    public bool IsCompleted => Completed();

    public ScriptedAwaitable GetAwaiter() => this;

    public int GetResult() => Result();

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        Continuation = continuation;
        Register(continuation);
    }
}
