namespace Liten;

/// <summary>A task whose body is an async method with a result.</summary>
internal sealed class TaskOfResult<T>(TaskHost host, Func<LitenTask<T>> body, SpawnOptions? options, string file, int line)
    : SpawnedTask<T>(host, options, file, line)
{
    private Func<LitenTask<T>>? _body = body;

    private protected override LitenTask<T> Invoke() => _body!();

    private protected override void Release()
    {
        _body = null;
        base.Release();
    }
}
