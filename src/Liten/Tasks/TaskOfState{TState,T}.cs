namespace Liten;

/// <summary>A task whose body is given its state, so that no closure is needed.</summary>
internal sealed class TaskOfState<TState, T>(TaskHost host, TState state, Func<TState, LitenTask<T>> body, SpawnOptions? options, string file, int line)
    : SpawnedTask<T>(host, options, file, line)
{
    private Func<TState, LitenTask<T>>? _body = body;
    private TState? _state = state;

    private protected override LitenTask<T> Invoke() => _body!(_state!);

    private protected override void Release()
    {
        _body = null;
        _state = default;
        base.Release();
    }
}
