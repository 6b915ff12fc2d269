using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// A suspended async method: its state machine, and the work item that resumes it. Taken from a pool at the method's first
/// suspension and given back when the method's result is consumed.
/// </summary>
internal sealed class AsyncBox<TStateMachine, T> : AsyncBox<T>, IPooled<AsyncBox<TStateMachine, T>>
    where TStateMachine : IAsyncStateMachine
{
    /// <summary>Larger state machines would make the pool hold too much memory for too little gain (arbitrary).</summary>
    private const int LargestPooledState = 1024;

    private TStateMachine? _stateMachine;
    private ExecutionContext? _context;
    private Action? _foreignWake;
    private AtomicFlag _foreignWakeDue;

    public AsyncBox<TStateMachine, T>? NextInPool { get; set; }

    /// <summary>The box of a method that suspends now: a new one at its first suspension, its own at later ones.</summary>
    public static AsyncBox<TStateMachine, T> Suspend(ref TStateMachine stateMachine, ref AwaitSource<T>? source)
    {
        AsyncBox<TStateMachine, T> box;
        if (source is null)
        {
            box = ObjectPool<AsyncBox<TStateMachine, T>>.TryRent() ?? new AsyncBox<TStateMachine, T>();
            box.OwnerTask = ThreadContext.CurrentTask;
            box.HomePoint = box.OwnerTask?.Host ?? ResumePoint.Capture();

            // The builder is a field of the state machine: it must know its box before it is copied into it.
            source = box;
            box._stateMachine = stateMachine;
        }
        else
        {
            box = Unsafe.As<AsyncBox<TStateMachine, T>>(source);
        }

        box._context = FlowContext.Capture();
        return box;
    }

    internal override WorkItem? Run()
    {
        ThreadContext.Enter(OwnerTask);
        FlowContext.Enter(_context);
        _stateMachine!.MoveNext();
        return TakeSuccessor();
    }

    /// <summary>A delegate for awaiters that know no Liten. It works once per arming: a foreign awaiter that calls twice is ignored.</summary>
    public Action ArmForeignWake()
    {
        _foreignWakeDue.TrySet();
        return _foreignWake ??= ForeignWake;
    }

    private void ForeignWake()
    {
        if (_foreignWakeDue.TryClear())
        {
            Wake();
        }
    }

    private protected override void Recycle()
    {
        _stateMachine = default;
        _context = null;
        OwnerTask = null;
        HomePoint = null;
        Meeting.Reset();
        if (Unsafe.SizeOf<TStateMachine>() <= LargestPooledState)
        {
            ObjectPool<AsyncBox<TStateMachine, T>>.Return(this);
        }
    }
}
