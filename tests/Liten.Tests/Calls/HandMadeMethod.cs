using System.Runtime.CompilerServices;

namespace Liten.Tests.Calls;

/// <summary>
/// <c>async LitenTask M() => await inner;</c> as the compiler writes it in an optimized build: a struct. In a debug build the
/// compiler would make a class, whose allocation is not Liten's.
/// </summary>
internal struct HandMadeMethod : IAsyncStateMachine
{
    private LitenTaskMethodBuilder _builder;
    private LitenTask _inner;
    private LitenTaskAwaiter _awaiter;
    private bool _isSuspended;

    public static LitenTask Await(LitenTask inner)
    {
        var method = new HandMadeMethod { _builder = LitenTaskMethodBuilder.Create(), _inner = inner };
        method._builder.Start(ref method);
        return method._builder.Task;
    }

    public void MoveNext()
    {
        try
        {
            if (!_isSuspended)
            {
                _awaiter = _inner.GetAwaiter();
                if (!_awaiter.IsCompleted)
                {
                    _isSuspended = true;
                    LitenTaskAwaiter awaiter = _awaiter;
                    _builder.AwaitUnsafeOnCompleted(ref awaiter, ref this);
                    return;
                }
            }

            _awaiter.GetResult();
        }
        catch (Exception exception)
        {
            _builder.SetException(exception);
            return;
        }

        _builder.SetResult();
    }

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine) => _builder.SetStateMachine(stateMachine);
}
