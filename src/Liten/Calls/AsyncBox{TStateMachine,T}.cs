using System.Reflection;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// A suspended async method: its state machine, and the work item that resumes it. Taken from a pool at the method's
/// first suspension and given back when the method's result is consumed.
/// </summary>
internal sealed class AsyncBox<TStateMachine, T> : AsyncBox<T>, ISuspendedMethod
    where TStateMachine : IAsyncStateMachine
{
    /// <summary>
    /// Larger state machines would make the pool hold too much memory for too little gain (arbitrary).
    /// </summary>
    private const int LargestPooledState = 1024;

    private static readonly ObjectPool<AsyncBox<TStateMachine, T>> s_pool = new();

    private TStateMachine? _stateMachine;
    private ExecutionContext? _context;

    /// <summary>
    /// The box of a method that suspends now: a new one at its first suspension, its own at later ones.
    /// </summary>
    /// <param name="stateMachine">The method.</param>
    /// <param name="source">The box of the method, if it has one; set at its first suspension.</param>
    /// <param name="awaited">What the method is about to wait for, if it is Liten's.</param>
    /// <exception cref="OutOfMemoryException">Nothing has changed, and nobody waits.</exception>
    public static AsyncBox<TStateMachine, T> Suspend(
        ref TStateMachine stateMachine, ref AwaitSource<T>? source, AwaitSource? awaited)
    {
        AsyncBox<TStateMachine, T> box;
        if (source is null)
        {
            box = s_pool.TryRent() ?? Allocate(awaited);
            box.Place.Take();

            // The builder is a field of the state machine: it must know its box before it is copied into it.
            source = box;
            box._stateMachine = stateMachine;
        }
        else
        {
            box = Unsafe.As<AsyncBox<TStateMachine, T>>(source);
        }

        box._context = FlowContext.CaptureExactly();
        return box;
    }

    Type ISuspendedMethod.Machine => typeof(TStateMachine);

    object? ISuspendedMethod.ReadField(FieldInfo field)
    {
        if (typeof(TStateMachine).IsValueType)
        {
            return field.GetValueDirect(__makeref(_stateMachine));
        }

        // A class in a debug build, and null in a box that is in its pool.
        return _stateMachine is { } machine ? field.GetValue(machine) : null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static AsyncBox<TStateMachine, T> Allocate(AwaitSource? awaited)
    {
        try
        {
            return new AsyncBox<TStateMachine, T>();
        }
        catch (OutOfMemoryException)
        {
            awaited?.Abandon();
            throw;
        }
    }

    internal override WorkItem? Run(Turn? turn) => Resume(turn);

    internal override WorkItem? Continue(Turn? turn) => Resume(turn);

    private WorkItem? Resume(Turn? turn)
    {
        turn?.Enter(Place.Owner);
        FlowContext.EnterExactly(_context!);
        _stateMachine!.MoveNext();
        return TakeSuccessor(turn);
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
