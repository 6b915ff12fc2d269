namespace Liten;

/// <summary>
/// Runs what user code posts to a SynchronizationContext: one after the other, in the order of the posts, on whatever
/// thread takes this item.
/// </summary>
/// <remarks>
/// The item is queued in its home while it holds callbacks, and then once only, so no two threads run it at a time.
/// When the home's scheduler has ended, it goes on on the ThreadPool.
/// <code>
/// field        written by         under
/// _posts       posters, runner    _latch
/// _isQueued    posters, runner    _latch
/// _poolThread  the runner         being the runner; others only ask whether it is their own thread
/// </code>
/// </remarks>
internal sealed class PostQueue(Home home, RuntimeHooks hooks, short worker) : PostedItem(worker)
{
    /// <summary>How many callbacks run before the queue gives way to other items. Arbitrary.</summary>
    private const int MaxPerTurn = 32;

    private IntrusiveList<Post> _posts;
    private SpinLatch _latch;
    private bool _isQueued;
    private Thread? _poolThread;

    /// <summary>
    /// Whether the calling thread, one of the ThreadPool, is inside a callback of this queue: it would wait in vain for
    /// another one.
    /// </summary>
    public bool RunsOnThisPoolThread => ReferenceEquals(_poolThread, Thread.CurrentThread);

    /// <summary>Adds a callback behind all others.</summary>
    public void Add(SendOrPostCallback callback, object? state)
    {
        var post = new Post(callback, state);
        _latch.Enter();
        _posts.AddLast(post);
        bool mustQueue = !_isQueued;
        _isQueued = true;
        _latch.Exit();
        if (mustQueue)
        {
            home.Schedule(this, Turn.Current);
        }
    }

    internal override WorkItem? Run(Turn? turn)
    {
        _poolThread = turn is null ? Thread.CurrentThread : null;
        int ran = 0;
        while (TryTake(mayTake: ran < MaxPerTurn, out Post? post))
        {
            if (ran++ > 0)
            {
                BeginNextTurn(turn);
            }

            Call(post!, turn);
        }

        return null;
    }

    /// <summary>
    /// Takes the next callback. If that must wait, this item is queued again, and another thread may run it already.
    /// </summary>
    private bool TryTake(bool mayTake, out Post? post)
    {
        post = null;
        _latch.Enter();
        bool isOver = _posts.IsEmpty;
        bool takes = mayTake && _posts.TryRemoveFirst(out post);
        _isQueued = !isOver;
        if (!takes)
        {
            _poolThread = null;
        }

        _latch.Exit();
        if (!isOver && !takes)
        {
            home.Yield(this, Turn.Current);
        }

        return takes;
    }

    /// <summary>Each callback is a turn of its own: what one has deferred does not wait for the next.</summary>
    private static void BeginNextTurn(Turn? turn)
    {
        if (turn is null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
        else
        {
            turn.EndTurn();
            turn.BeginTurn();
        }
    }

    private void Call(Post post, Turn? turn)
    {
        turn?.Enter(null);
        FlowContext.Reset();
        try
        {
            post.Callback(post.State);
        }
        catch (Exception exception)
        {
            hooks.Unhandled(exception, null, "a callback posted to the runtime's SynchronizationContext");
        }
    }

    private sealed class Post(SendOrPostCallback callback, object? state) : ILinked<Post>
    {
        public SendOrPostCallback Callback => callback;

        public object? State => state;

        public Post? Next { get; set; }

        public Post? Previous { get; set; }
    }
}
