using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace Liten;

/// <summary>
/// What the server reads from a connection. Its first read always suspends and goes on on a worker, though the data may
/// be there: the server begins each connection on the ThreadPool, and would stay there for the first request.
/// </summary>
/// <param name="pipe">Where the data is.</param>
/// <param name="runtime">Whose workers.</param>
/// <param name="onFirstRead">Told when the server waits for the first time.</param>
internal sealed class ServerReader(PipeReader pipe, Runtime runtime, Action? onFirstRead)
    : PipeReader, IValueTaskSource<ReadResult>
{
    private ManualResetValueTaskSourceCore<ReadResult> _first;
    private CancellationToken _firstToken;
    private bool _hasRead;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_hasRead)
        {
            return pipe.ReadAsync(cancellationToken);
        }

        _hasRead = true;
        _firstToken = cancellationToken;
        return new ValueTask<ReadResult>(this, _first.Version);
    }

    public override bool TryRead(out ReadResult result) => pipe.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => pipe.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        => pipe.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => pipe.CancelPendingRead();

    public override void Complete(Exception? exception = null) => pipe.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => pipe.CompleteAsync(exception);

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _first.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _first.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _first.OnCompleted(continuation, state, token, flags);
        runtime.QueueWorkItem(static state => _ = ((ServerReader)state!).ReadFirstAsync(), this);
        onFirstRead?.Invoke();
    }

    /// <summary>On a worker. The server's code goes on inside of it.</summary>
    private async Task ReadFirstAsync()
    {
        ReadResult result;
        try
        {
            result = await pipe.ReadAsync(_firstToken);
        }
        catch (Exception exception)
        {
            _first.SetException(exception);
            return;
        }

        _first.SetResult(result);
    }
}
