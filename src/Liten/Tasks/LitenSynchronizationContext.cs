namespace Liten;

/// <summary>Brings <c>async Task</c> code back to its runtime: one per runtime, current on all its workers.</summary>
/// <remarks>
/// <para>
/// What user code posts or sends from outside runs one at a time, in the order of the posts of all threads, on changing
/// threads of the runtime. A callback that blocks holds up the later ones, so it must not block; an <c>async</c> one
/// gives way at its first await. Continuations of awaits are posted here by .NET as well: they run in parallel, with
/// each other and with the posts, as on the ThreadPool.
/// </para>
/// <para>
/// With work stealing off there is one more context per worker, because such code must come back to its worker. Each
/// has its own order, and that of a worker runs on that worker only.
/// </para>
/// <para>
/// Callbacks are part of no task and begin in the default ExecutionContext. An exception of one that was posted is
/// reported as unhandled, and the next one runs.
/// </para>
/// </remarks>
internal sealed partial class LitenSynchronizationContext(TaskHost host, short worker = AbortScope.AnyWorker)
    : SynchronizationContext
{
    private readonly PostQueue _posts = new(host, host.Hooks, worker);

    /// <summary>
    /// Queues a callback. After the runtime has ended, it runs on the ThreadPool, in order too, so that code which
    /// outlives the runtime is not cut off.
    /// </summary>
    /// <exception cref="ArgumentNullException"><paramref name="d"/> is null.</exception>
    public override void Post(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (state is Action { Target: AwaitSource and not TaskCore })
        {
            // The delegate of a suspended method of Liten's, which waits for something foreign: this only queues it.
            d(state);
        }
        else if (CallbackOrigin.IsContinuation(d, state))
        {
            host.CountForeignReturn();
            host.Schedule(new PostedCallback(host, worker, d, state), Turn.Current);
        }
        else
        {
            _posts.Add(d, state);
        }
    }

    /// <summary>Runs a callback as code of the runtime and returns after it; its exception is the caller's.</summary>
    /// <remarks>
    /// On a thread of the runtime it runs at once, on the caller's stack and in the caller's ExecutionContext. On a
    /// worker of another runtime, which must not wait, it runs at once too: there the calling thread counts as one of
    /// this runtime meanwhile. Any other thread waits for its turn behind what was posted before.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="d"/> is null.</exception>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        Turn? turn = Turn.Current;
        if (ReferenceEquals(turn?.Home, host) || _posts.RunsOnThisPoolThread)
        {
            d(state);
        }
        else if (turn is { IsWorker: true })
        {
            ExecutionContext.Run(
                host.Identity.BaseContext,
                static visit => ((Visit)visit!).Run(),
                new Visit(host, this, d, state));
        }
        else
        {
            var sent = new SentCallback(d, state);
            _posts.Add(SentCallback.Run, sent);
            sent.Wait();
        }
    }

    /// <summary>The context holds nothing that is a user's, so a copy is the context itself.</summary>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>A callback on a worker of another runtime, which is no thread of that one meanwhile.</summary>
    private sealed class Visit(
        TaskHost host, SynchronizationContext context, SendOrPostCallback callback, object? state)
    {
        public void Run()
        {
            Turn? own = Turn.Exchange(host.NewTurn(isWorker: false));
            try
            {
                SetSynchronizationContext(context);
                callback(state);
            }
            finally
            {
                Turn.Exchange(own);
            }
        }
    }
}
