using System.Runtime.CompilerServices;

namespace Liten.Tests.Calls;

/// <summary><c>async LitenTask&lt;T&gt; M() => await inner;</c>: see <see cref="HandMadeMethod"/>.</summary>
internal struct HandMadeMethod<T> : IAsyncStateMachine
{
    private LitenTaskMethodBuilder<T> _builder;
    private LitenTask<T> _inner;
    private LitenTaskAwaiter<T> _awaiter;
    private bool _isSuspended;

    public static LitenTask<T> Await(LitenTask<T> inner)
    {
        var method = new HandMadeMethod<T> { _builder = LitenTaskMethodBuilder<T>.Create(), _inner = inner };
        method._builder.Start(ref method);
        return method._builder.Task;
    }

    public void MoveNext()
    {
        T result;
        try
        {
            if (!_isSuspended)
            {
                _awaiter = _inner.GetAwaiter();
                if (!_awaiter.IsCompleted)
                {
                    _isSuspended = true;
                    LitenTaskAwaiter<T> awaiter = _awaiter;
                    _builder.AwaitUnsafeOnCompleted(ref awaiter, ref this);
                    return;
                }
            }

            result = _awaiter.GetResult();
        }
        catch (Exception exception)
        {
            _builder.SetException(exception);
            return;
        }

        _builder.SetResult(result);
    }

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine) => _builder.SetStateMachine(stateMachine);
}
