using System.Collections.Concurrent;

namespace Liten.Tests;

/// <summary>A context with one thread that runs what is posted, like that of a window. It protects nobody's ExecutionContext.</summary>
internal sealed class PumpingContext : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];
    private readonly Thread _thread;

    public PumpingContext()
    {
        _thread = new Thread(Pump) { IsBackground = true, Name = "pump" };
        _thread.UnsafeStart();
    }

    public bool IsThisThread => Thread.CurrentThread == _thread;

    public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d, state));

    /// <summary>Runs the code on the context's thread and gives its result, or throws its exception.</summary>
    public Task<T> Run<T>(Func<Task<T>> code)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(
            async _ =>
            {
                try
                {
                    result.SetResult(await code());
                }
                catch (Exception exception)
                {
                    result.SetException(exception);
                }
            },
            null);
        return result.Task;
    }

    /// <summary>Runs the code as one plain callback.</summary>
    public Task<T> Call<T>(Func<T> code)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(_ => result.SetResult(code()), null);
        return result.Task;
    }

    public void Dispose()
    {
        _queue.CompleteAdding();
        Assert.True(_thread.Join(Patience.Limit), "the context's thread did not end");
    }

    private void Pump()
    {
        SetSynchronizationContext(this);
        foreach ((SendOrPostCallback callback, object? state) in _queue.GetConsumingEnumerable())
        {
            callback(state);
        }
    }
}
