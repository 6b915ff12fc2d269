using System.Collections.Concurrent;

namespace Liten.Tests.Conformance;

/// <summary>The plainest context with a thread of its own, as a window has one: it says what order and affinity mean.</summary>
internal sealed class SingleThreadContext : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<Action> _queue = [];
    private readonly Thread _thread;

    public SingleThreadContext()
    {
        _thread = new Thread(Pump) { IsBackground = true, Name = "single-thread-context" };
        _thread.Start();
    }

    public override void Post(SendOrPostCallback d, object? state) => _queue.Add(() => d(state));

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (Thread.CurrentThread == _thread)
        {
            d(state);
            return;
        }

        var call = new Task(() => d(state));
        _queue.Add(() => call.RunSynchronously(TaskScheduler.Default));
        call.GetAwaiter().GetResult();
    }

    public override SynchronizationContext CreateCopy() => this;

    public void Dispose()
    {
        _queue.CompleteAdding();
        Assert.True(_thread.Join(Patience.Limit), "the context's thread did not end");
    }

    private void Pump()
    {
        foreach (Action call in _queue.GetConsumingEnumerable())
        {
            SetSynchronizationContext(this);
            call();
        }
    }
}
