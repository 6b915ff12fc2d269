using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>One place in the blocking pool, with the life of the thread that takes it: at most one at a time.</summary>
/// <remarks>
/// Places are reused, so names never outnumber peak threads.
/// <code>
/// field           written by                                       under
/// Job             the submitting thread, the thread that runs it   the pool's latch, or before the thread starts
/// IsDismissed     Close, once and for good                         the pool's latch
/// Next, Previous  the roster's list of idle or of vacant places    the pool's latch
/// NextPlace       the pool, once                                   the latch of the pool's places
/// </code>
/// </remarks>
internal sealed class BlockingThread : ILinked<BlockingThread>
{
    private readonly BlockingPool _pool;
    private readonly Parker _parker = new();
    private Thread? _thread;
    private long _jobSince;

    public BlockingThread(BlockingPool pool, string name)
    {
        _pool = pool;
        Turn = pool.Parts.Host.NewTurn(isWorker: false);
        Name = name;
    }

    public string Name { get; }

    public Turn Turn { get; }

    /// <summary>For how long it has run its job, if it runs one.</summary>
    public long RunsForMilliseconds => Math.Max(0, Clock.Milliseconds - _jobSince);

    /// <summary>The job to run next, handed over directly.</summary>
    public IBlockingJob? Job { get; set; }

    /// <summary>Whether the pool's end found this thread idle and stopped counting it.</summary>
    public bool IsDismissed { get; set; }

    public BlockingThread? Next { get; set; }

    public BlockingThread? Previous { get; set; }

    /// <summary>The next of all the pool's places. It never changes once the place is one of them.</summary>
    public BlockingThread? NextPlace { get; set; }

    /// <summary>Starts a thread in this place, with its first job.</summary>
    /// <exception cref="OutOfMemoryException">
    /// The system has no more threads to give; the place is as it was.
    /// </exception>
    public void Start(IBlockingJob job, ThreadSource threads, int stackSize)
    {
        Job = job;
        try
        {
            threads.Start(Name, stackSize, Live);
        }
        catch
        {
            Job = null;
            throw;
        }
    }

    /// <summary>Ends the thread's sleep. Harmless when it does not sleep.</summary>
    public void Unpark() => _parker.Unpark();

    /// <summary>Waits until the operating system's thread is gone: for a thread that has left the pool.</summary>
    public void Join()
    {
        if (_thread is { } thread)
        {
            Uninterruptible.Join(thread);
        }
    }

    private void Live()
    {
        var info = new ThreadInfo(Name, null);
        _thread = Thread.CurrentThread;
        Turn.Exchange(Turn);
        FlowContext.ExchangeBase(_pool.Parts.Host.Identity.BaseContext);
        Turn.Traces = new ThreadTraces();
        Turn.Thread = SystemThread.Current;
        PoolLimits.ObjectsPerThread = _pool.Parts.PoolCapacity;
        CleanUp();
        _pool.Parts.Host.Hooks.ThreadStarted(info);
        CleanUp();

        do
        {
            RunJob();
        }
        while (WaitForJob());

        _pool.Parts.Host.Hooks.ThreadStopped(info);
        Turn.Exchange(null);
        _pool.Left(this);
    }

    /// <summary>
    /// Not inlined: its frame, and with it the last reference to the job, must be gone while the thread sleeps.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunJob()
    {
        IBlockingJob job = Job!;
        Job = null;
        _jobSince = Clock.Milliseconds;
        job.Execute();
        CleanUp();
    }

    /// <returns>False when the thread has to end.</returns>
    private bool WaitForJob()
    {
        BlockingRoster.Step step = _pool.AfterJob(this);
        while (step == BlockingRoster.Step.Rest)
        {
            bool woken = _parker.ParkFor(_pool.Parts.KeepAliveNanoseconds(), _pool.SleepSpin);
            step = _pool.AfterRest(this, expired: !woken);
        }

        return step == BlockingRoster.Step.Run;
    }

    /// <summary>Takes away what a job or a hook has left on the thread.</summary>
    private void CleanUp()
    {
        Turn.Enter(null);
        Turn.Traces!.EraseAll();
        FlowContext.Reset();

        // Async code that a job calls goes on in the runtime, as it does in a task.
        if (!ReferenceEquals(SynchronizationContext.Current, _pool.Parts.Host.SynchronizationContext))
        {
            SynchronizationContext.SetSynchronizationContext(_pool.Parts.Host.SynchronizationContext);
        }
    }
}
