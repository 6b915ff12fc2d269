namespace Liten;

/// <summary>
/// The turn of a thread that is a worker's, for as long as it is; see "Stepping aside" in README.md beside this file.
/// </summary>
/// <remarks>For the thread itself.</remarks>
internal sealed class WorkerTurn : Turn
{
    /// <summary>Who was asked to stand in for this thread; null once that has begun or was taken back.</summary>
    private StandIn? _standIn;

    /// <param name="worker">The worker.</param>
    /// <param name="host">The runtime.</param>
    /// <param name="own">The context of the worker's own, if it has one.</param>
    /// <param name="admission">Goes with the worker.</param>
    /// <param name="isStandIn">Whether the thread leaves the worker to its own as soon as that wants it.</param>
    public WorkerTurn(
        Worker worker, TaskHost host, LitenSynchronizationContext? own, Admission admission, bool isStandIn)
        : base(
            host,
            own ?? host.SynchronizationContext,
            host.Identity.BaseContext,
            admission,
            host.Hooks,
            isPinned: own is not null)
    {
        Worker = worker;
        IsStandIn = isStandIn;
    }

    /// <summary>Whether the thread leaves the worker to its own as soon as that wants it.</summary>
    public bool IsStandIn { get; }

    /// <summary>The worker whose loop this thread runs; null while it has left that to another thread.</summary>
    public Worker? Worker { get; private set; }

    public override bool HasStandIns => true;

    /// <summary>The thread is the worker from here on.</summary>
    public void Attach(Worker worker, Admission admission)
    {
        Worker = worker;
        Admission = admission;
    }

    /// <summary>The thread is the worker no more.</summary>
    public void Detach()
    {
        Worker = null;
        Admission = null;
    }

    public override bool TryStepAside()
    {
        SettleEarly();
        if (Worker is not { } worker)
        {
            return false;
        }

        var standIn = new StandIn(worker);
        _standIn = standIn;

        // Before the stand-in can begin: from then on the worker is another thread's.
        Detach();
        if (!worker.Scheduler.TryStepAside(standIn))
        {
            StepBack();
        }

        return _standIn is not null;
    }

    public override void StepBack()
    {
        if (_standIn is { } standIn)
        {
            _standIn = null;
            standIn.TryTakeBack(this);
        }
    }

    private protected override WorkItem? RunAhead(WorkItem awaited) => Worker?.Search.RunAhead(awaited, this);

    /// <summary>
    /// The call for a thread to stand in for one that leaves its worker: taken by that thread, or taken back; see
    /// "Stepping aside" in README.md beside this file.
    /// </summary>
    private sealed class StandIn(Worker worker) : IBlockingJob
    {
        /// <summary>Set by the winner: who sets it has the worker.</summary>
        private AtomicFlag _decided;

        IBlockingJob? ILinked<IBlockingJob>.Next { get; set; }

        IBlockingJob? ILinked<IBlockingJob>.Previous { get; set; }

        /// <summary>Makes the thread that called the worker's again, unless the stand-in has begun.</summary>
        public void TryTakeBack(WorkerTurn turn)
        {
            if (_decided.TrySet())
            {
                worker.ComeBack(turn);
            }
        }

        public void Execute()
        {
            if (_decided.TrySet())
            {
                worker.RunAsStandIn();
            }
        }

        /// <summary>No thread comes: the worker is there for the one that called.</summary>
        public void Abort()
        {
            if (_decided.TrySet())
            {
                worker.Vacate();
            }
        }

        public void Refuse(Exception reason) => Abort();
    }
}
