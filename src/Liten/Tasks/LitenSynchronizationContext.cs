namespace Liten;

/// <summary>Brings <c>async Task</c> code back to its runtime: one per runtime, current on all its workers.</summary>
/// <remarks>With work stealing off there is one per worker, because such code must come back to its worker.</remarks>
internal sealed class LitenSynchronizationContext(TaskHost host, short worker = AbortScope.AnyWorker)
    : SynchronizationContext
{
    /// <summary>
    /// Queues a callback. After the runtime has ended, it runs on the ThreadPool, so that code which outlives the
    /// runtime is not cut off.
    /// </summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (state is Action { Target: AwaitSource and not TaskCore })
        {
            // The delegate of a suspended method of Liten's, which waits for something foreign: this only queues it.
            d(state);
            return;
        }

        host.CountForeignReturn();

        var item = new PostedCallback(host, worker, d, state);
        if (!host.Scheduler.Schedule(item, Turn.Current))
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
    }

    /// <summary>Runs a callback on the runtime and waits for it.</summary>
    /// <exception cref="InvalidOperationException">
    /// The calling thread belongs to another runtime, where waiting would block a worker.
    /// </exception>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (Turn.Current is { } turn)
        {
            if (!ReferenceEquals(turn.Home, host))
            {
                throw new InvalidOperationException(
                    "Send would block a worker of another Liten runtime. Use Post, or spawn a task on the target " +
                    "runtime and await it.");
            }

            d(state);
            return;
        }

        var done = new TaskCompletionSource();
        Post(_ => PostedCallback.RunInto(done, d, state), null);
        done.Task.GetAwaiter().GetResult();
    }

    /// <summary>The context holds nothing that changes, so a copy is the context itself.</summary>
    public override SynchronizationContext CreateCopy() => this;
}
