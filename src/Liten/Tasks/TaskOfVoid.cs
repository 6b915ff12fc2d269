namespace Liten;

/// <summary>A task whose body is an async method without a result.</summary>
internal sealed class TaskOfVoid(TaskHost host, Func<LitenTask> body, SpawnOptions? options, string file, int line)
    : SpawnedTask<VoidResult>(host, options, file, line)
{
    private Func<LitenTask>? _body = body;

    private protected override LitenTask<VoidResult> Invoke() => _body!().AsVoidResult;

    private protected override void Release()
    {
        _body = null;
        base.Release();
    }
}
