using System.Runtime.InteropServices;

namespace Liten;

/// <content>What threads do here that are no workers of the runtime, and what it keeps for them.</content>
internal sealed partial class TaskHost
{
    /// <summary>Serves the threads that are no workers of this runtime, one at a time.</summary>
    private readonly Admission _outside;
    private OutsideFields _outsideFields;

    /// <summary>Whether only code of this runtime may start tasks. Written and read under the latch.</summary>
    private bool _isDraining;

    /// <summary>Whether the runtime takes no task from outside any more.</summary>
    public bool IsDraining
    {
        get
        {
            _outsideFields.Latch.Enter();
            bool isDraining = _isDraining;
            _outsideFields.Latch.Exit();
            return isDraining;
        }
    }

    /// <summary>Tasks that were started by threads that are no workers of this runtime.</summary>
    public long SpawnedOutside => _outside.Counters.Spawned;

    public long CompletedOutside => _outsideFields.Completed.Value;

    /// <summary>Continuations that came back to the runtime from a thread of the ThreadPool.</summary>
    public long ThreadPoolReturns => _outsideFields.ThreadPoolReturns.Value;

    /// <summary>
    /// Whether a thread that is no worker of this runtime is just ending a task, which is not among the live ones any
    /// more.
    /// </summary>
    public bool IsEndingOutside => _outsideFields.Ending.Value > 0;

    /// <summary>
    /// From here on only code of this runtime starts tasks. A task of another's either lives by now or will be refused.
    /// </summary>
    public void StopIntake()
    {
        _outsideFields.Latch.Enter();
        _isDraining = true;
        _outsideFields.Latch.Exit();
    }

    /// <summary>
    /// Gives back some of the memory that a peak of live tasks has taken: for a worker that has nothing else to do.
    /// </summary>
    /// <returns>Whether another call may give back more.</returns>
    public bool Tidy(Admission own)
    {
        bool more = own.Tidy();
        if (_outside.IsLarge && _outsideFields.Latch.TryEnter())
        {
            more |= _outside.Tidy();
            _outsideFields.Latch.Exit();
        }

        return more;
    }

    /// <summary>The handle of a task that was ended by a thread which is no worker is complete.</summary>
    public void HasEndedOutside() => _outsideFields.Ending.Add(-1);

    /// <summary>Called when foreign code resumes something here: counts it if it comes from the ThreadPool.</summary>
    public override void CountForeignReturn()
    {
        if (Thread.CurrentThread.IsThreadPoolThread)
        {
            _outsideFields.ThreadPoolReturns.Add(1);
        }
    }

    /// <summary>
    /// What threads that are no workers write. Padded against false sharing: workers read the neighbours at every task.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 288)]
    private struct OutsideFields
    {
        /// <summary>Guards the one admission that serves them all.</summary>
        [FieldOffset(128)]
        public SpinLatch Latch;

        /// <summary>Tasks that have ended on them.</summary>
        [FieldOffset(136)]
        public AtomicCounter Completed;

        /// <summary>Tasks that they are just ending.</summary>
        [FieldOffset(152)]
        public AtomicCounter Ending;

        /// <summary>Continuations that came back from a thread of the ThreadPool.</summary>
        [FieldOffset(144)]
        public AtomicCounter ThreadPoolReturns;
    }
}
