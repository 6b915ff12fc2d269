using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>Builds the <see cref="LitenTask{T}"/> of an async method. Used by the compiler.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <remarks>
/// A method that never suspends leaves its result here and allocates nothing. At its first suspension it moves into an
/// <see cref="AsyncBox{TStateMachine, T}"/>, and <c>_source</c> is that box from then on, in the box's own copy too.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage(
    "Performance", "CA1822:Mark members as static", Justification = "The compiler calls them on an instance.")]
public struct LitenTaskMethodBuilder<T>
{
    private AwaitSource<T>? _source;
    private T? _result;

    /// <summary>The task that the async method returns to its caller.</summary>
    public readonly LitenTask<T> Task
        => _source is { } source ? new LitenTask<T>(source, source.Version) : new LitenTask<T>(_result!);

    /// <summary>Makes a builder.</summary>
    public static LitenTaskMethodBuilder<T> Create() => default;

    /// <summary>Runs the method up to its first suspension.</summary>
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
        => AsyncMethodStart.Start(ref stateMachine);

    /// <summary>Not used by modern compilers.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>The method has returned.</summary>
    public void SetResult(T result)
    {
        if (_source is null)
        {
            _result = result;
        }
        else
        {
            ((AsyncBox<T>)_source).Complete(result);
        }
    }

    /// <summary>The method has thrown.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void SetException(Exception exception)
    {
        if (_source is null)
        {
            _source = new EndedSource<T>(exception);
        }
        else
        {
            ((AsyncBox<T>)_source).Fail(exception);
        }
    }

    /// <summary>Suspends the method until the awaiter's completion.</summary>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        AsyncBox<TStateMachine, T> box = AsyncBox<TStateMachine, T>.Suspend(ref stateMachine, ref _source, null);
        var wake = new ForeignWake(box, AwaiterKind<TAwaiter>.ComesHome(awaiter));
        Home home = box.Seat.Home!;
        box.BeginForeign(AwaiterKind<TAwaiter>.Awaited(ref awaiter));
        try
        {
            awaiter.OnCompleted(wake.Invoke);
        }
        catch (Exception exception) when (!wake.TryUse())
        {
            ForeignWake.ReportLateThrow(exception, home);
        }
    }

    /// <summary>Suspends the method until the awaiter's completion.</summary>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        if (AwaiterKind<TAwaiter>.IsLiten)
        {
            AwaitSource awaited = AwaiterKind<TAwaiter>.SourceOf(ref awaiter);
            awaited.OnDone(AsyncBox<TStateMachine, T>.Suspend(ref stateMachine, ref _source, awaited));
        }
        else
        {
            AwaitForeign(awaiter, ref stateMachine);
        }
    }

    /// <summary>
    /// Not inlined, as what follows: code that is inlined here is part of every async method, and a large one is
    /// compiled less well. The awaiter comes by value: one whose address is taken lies in memory in the fast path, too.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AwaitForeign<TAwaiter, TStateMachine>(TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        AsyncBox<TStateMachine, T> box = AsyncBox<TStateMachine, T>.Suspend(ref stateMachine, ref _source, null);
        if (AwaiterKind<TAwaiter>.CallsOnce && !ForeignHome.IsCurrent())
        {
            awaiter.UnsafeOnCompleted(box.BeginForeign(AwaiterKind<TAwaiter>.Awaited(ref awaiter)));
        }
        else
        {
            AwaitGuarded(ref awaiter, box);
        }
    }

    /// <summary>
    /// For an awaiter that may do anything. One that throws ends the method, unless it has called before: then the
    /// method has gone on, possibly on another thread.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AwaitGuarded<TAwaiter>(ref TAwaiter awaiter, AsyncBox<T> box)
        where TAwaiter : ICriticalNotifyCompletion
    {
        var wake = new ForeignWake(box, AwaiterKind<TAwaiter>.ComesHome(awaiter));
        Home home = box.Seat.Home!;
        box.BeginForeign(AwaiterKind<TAwaiter>.Awaited(ref awaiter));
        try
        {
            awaiter.UnsafeOnCompleted(wake.Invoke);
        }
        catch (Exception exception) when (!wake.TryUse())
        {
            ForeignWake.ReportLateThrow(exception, home);
        }
    }
}
