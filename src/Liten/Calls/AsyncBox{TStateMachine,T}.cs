using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// A suspended async method: its state machine, and the work item that resumes it. Taken from a pool at the method's
/// first suspension and given back when the method's result is consumed.
/// </summary>
internal sealed class AsyncBox<TStateMachine, T> : AsyncBox<T>
    where TStateMachine : IAsyncStateMachine
{
    /// <summary>
    /// Larger state machines would make the pool hold too much memory for too little gain (arbitrary).
    /// </summary>
    private const int LargestPooledState = 1024;

    private static readonly ObjectPool<AsyncBox<TStateMachine, T>> s_pool = new();

    private TStateMachine? _stateMachine;
    private ExecutionContext? _context;
    private Action? _foreignWake;

    /// <summary>
    /// The box of a method that suspends now: a new one at its first suspension, its own at later ones.
    /// </summary>
    public static AsyncBox<TStateMachine, T> Suspend(ref TStateMachine stateMachine, ref AwaitSource<T>? source)
    {
        AsyncBox<TStateMachine, T> box;
        if (source is null)
        {
            box = s_pool.TryRent() ?? new AsyncBox<TStateMachine, T>();
            box.Place.Take();

            // The builder is a field of the state machine: it must know its box before it is copied into it.
            source = box;
            box._stateMachine = stateMachine;
        }
        else
        {
            box = Unsafe.As<AsyncBox<TStateMachine, T>>(source);
        }

        box.Suspension++;
        box._context = FlowContext.Capture();
        return box;
    }

    internal override WorkItem? Run(Turn? turn) => Resume(turn);

    internal override WorkItem? Continue(Turn? turn) => Resume(turn);

    private WorkItem? Resume(Turn? turn)
    {
        turn?.Enter(Place.Owner);
        FlowContext.Enter(_context);
        _stateMachine!.MoveNext();
        return TakeSuccessor(turn);
    }

    /// <summary>What an awaiter that knows no Liten is to call when it is done.</summary>
    /// <param name="calledOnce">
    /// Whether the awaiter is known to call once, so that one delegate can serve all of the box's waits.
    /// </param>
    public Action ForeignWake(bool calledOnce)
        => calledOnce ? _foreignWake ??= ReturnFromForeign : GuardedForeignWake();

    /// <summary>
    /// For an awaiter that may call twice, late, or after it has thrown: only the first call counts, and only while the
    /// method still waits for it. A method of its own, because the closure would otherwise be made for every foreign
    /// await.
    /// </summary>
    private Action GuardedForeignWake()
    {
        int suspension = Suspension;
        AtomicFlag called = default;
        return () =>
        {
            if (called.TrySet() && Suspension == suspension)
            {
                ReturnFromForeign();
            }
        };
    }

    private void ReturnFromForeign()
    {
        Place.Home!.CountForeignReturn();
        Wake();
    }

    private protected override void Recycle()
    {
        _stateMachine = default;
        _context = null;
        Place.Leave();
        Meeting.Reset();
        if (Unsafe.SizeOf<TStateMachine>() <= LargestPooledState)
        {
            s_pool.Return(this);
        }
    }
}
