namespace Liten;

/// <summary>A task without a result whose body is given its state, so that no closure is needed.</summary>
internal sealed class TaskOfState<TState>(TaskHost host, TState state, Func<TState, LitenTask> body, SpawnOptions? options, string file, int line)
    : SpawnedTask<VoidResult>(host, options, file, line)
{
    private Func<TState, LitenTask>? _body = body;
    private TState? _state = state;

    private protected override LitenTask<VoidResult> Invoke() => _body!(_state!).AsVoidResult;

    private protected override void Release()
    {
        _body = null;
        _state = default;
        base.Release();
    }
}
