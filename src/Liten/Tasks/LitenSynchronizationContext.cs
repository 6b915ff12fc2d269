namespace Liten;

/// <summary>Brings <c>async Task</c> code back to its runtime: one per runtime, current on all its workers.</summary>
internal sealed class LitenSynchronizationContext(TaskHost host) : SynchronizationContext
{
    /// <summary>Queues a callback. After the runtime has ended, it runs on the ThreadPool, so that code which outlives the runtime is not cut off.</summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        host.CountForeignReturn();
        if (state is Action { Target: AwaitSource })
        {
            // A suspended method of Liten's, which waits for something foreign: this only queues it.
            d(state);
            return;
        }

        var item = new PostedCallback(host, d, state);
        if (!host.Scheduler.Schedule(item))
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
    }

    /// <summary>Runs a callback on the runtime and waits for it.</summary>
    /// <exception cref="InvalidOperationException">The calling thread belongs to another runtime, where waiting would block a worker.</exception>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (ThreadContext.Current is { } thread)
        {
            if (thread.Host != host)
            {
                throw new InvalidOperationException("Send would block a worker of another Liten runtime. Use Post, or spawn a task on the target runtime and await it.");
            }

            d(state);
            return;
        }

        var done = new TaskCompletionSource();
        Post(_ => PostedCallback.RunInto(done, d, state), null);
        done.Task.GetAwaiter().GetResult();
    }

    /// <summary>The context is the same on every worker, so a copy is the context itself.</summary>
    public override SynchronizationContext CreateCopy() => this;
}
