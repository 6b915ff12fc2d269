namespace Liten;

/// <summary>
/// The whole life of a blocking job, in the order of the methods: start, run on a thread of the pool, end.
/// </summary>
/// <remarks>
/// The handle, the result and the pool's queue entry are this one object. Joining is in <see cref="JoinHandle"/>.
/// </remarks>
internal sealed class BlockingJob<T> : JoinHandle<T>, IGatedJob
{
    private readonly BlockingPool _pool;
    private Func<T>? _body;
    private ExecutionContext? _context;

    /// <summary>Set by the winner: the thread that runs the body, or the abort that prevents it.</summary>
    private AtomicFlag _decided;

    /// <summary>Whether it has a place in a bounded pool, which it must return.</summary>
    private AtomicFlag _hasPlace;

    public BlockingJob(BlockingPool pool, Func<T> body, in SpawnSite site)
        : base(pool.Parts.Host, site)
    {
        _pool = pool;
        _body = body;
        _context = FlowContext.Capture();
    }

    IBlockingJob? ILinked<IBlockingJob>.Next { get; set; }

    IBlockingJob? ILinked<IBlockingJob>.Previous { get; set; }

    JobGate.Place IGatedJob.GatePlace { get; set; }

    internal override bool IsBlockingJob => true;

    /// <summary>What limits the threads of the job's lane, or null.</summary>
    private JobGate? Gate => Lane == 0 ? null : _pool.Parts.Gates?[Lane - 1];

    /// <summary>
    /// Makes the job one of its runtime's live tasks and gives it to the pool. After shutdown it is aborted instead.
    /// </summary>
    /// <exception cref="TaskLimitExceededException">
    /// The runtime has as many live tasks as it may; nothing was started.
    /// </exception>
    /// <exception cref="OutOfMemoryException">
    /// The pool has no thread and the system has none to give; the job has ended.
    /// </exception>
    /// <exception cref="BlockingQueueFullException">
    /// As many jobs wait for a thread as may; nothing was started.
    /// </exception>
    internal void Start()
    {
        if (_pool.JobPlaces is { } places)
        {
            if (!Host.IsClosing && !places.TryTake())
            {
                places.CountRefused();
                throw new BlockingQueueFullException(_pool.Parts.MaxQueue);
            }

            StartInPlace();
        }
        else
        {
            StartAnywhere();
        }
    }

    /// <summary>The same for a job of a bounded pool that has a place.</summary>
    internal void StartInPlace()
    {
        _hasPlace.TrySet();
        bool isStarted = false;
        try
        {
            isStarted = StartAnywhere();
        }
        finally
        {
            if (!isStarted)
            {
                ReturnPlace();
            }
        }
    }

    private bool StartAnywhere()
    {
        if (!TryAdmit(Turn.Current))
        {
            return false;
        }

        bool accepted = false;
        try
        {
            accepted = (Gate is { } gate && !gate.TryEnter(this)) || _pool.Submit(this);
        }
        finally
        {
            // Submit is a full fence: pairs with host.Close in ShutdownSequence.Run, which then lists the live tasks.
            // Either the shutdown finds this one, or this read sees that the host is closing.
            if (!accepted || Host.IsClosing)
            {
                Abort();
            }
        }

        return true;
    }

    public void Execute()
    {
        if (_decided.TrySet() && State.TryStart())
        {
            CallBody();
        }
    }

    public void Refuse(Exception reason)
    {
        if (_decided.TrySet())
        {
            Fail(reason, turn: null);
        }
    }

    internal override WorkItem? Run(Turn? turn)
    {
        Execute();
        return null;
    }

    private protected override bool AcceptsAbort() => _decided.TrySet();

    private void CallBody()
    {
        // Null if the runtime has given the job up without aborting it.
        if (_body is not { } body)
        {
            return;
        }

        Turn.Current?.Enter(this);
        FlowContext.Enter(_context);
        if (_context is not null)
        {
            Host.Identity.Enter();
            TaskIdentity.Replace(this);
        }

        T result;
        try
        {
            result = body();
        }
        catch (Exception exception)
        {
            Fail(exception, turn: null);
            return;
        }

        Complete(result, turn: null);
    }

    private protected override void Release()
    {
        _body = null;
        _context = null;

        // First: a job that waits at its gate is in no queue of the pool's.
        IBlockingJob? next = Gate?.Leave(this);
        if (!State.IsStarted)
        {
            _pool.Forget(this);
        }

        ReturnPlace();
        if (next is not null)
        {
            SendIn(next);
        }
    }

    /// <summary>The place of this job in the pool goes to the next one of its lane.</summary>
    private void SendIn(IBlockingJob next)
    {
        try
        {
            if (!_pool.Submit(next))
            {
                next.Abort();
            }
        }
        catch (Exception exception)
        {
            // The system has no thread to give.
            next.Refuse(exception);
        }
    }

    private void ReturnPlace()
    {
        if (_pool.JobPlaces is { } places && _hasPlace.TryClear())
        {
            places.Return();
        }
    }
}
