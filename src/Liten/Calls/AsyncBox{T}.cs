using System.Runtime.ExceptionServices;

namespace Liten;

/// <summary>A suspended async method, seen from its result: what its caller awaits.</summary>
internal abstract class AsyncBox<T> : AwaitSource<T>
{
    /// <summary>The successor on a thread that belongs to no runtime; else <see cref="ThreadContext.Successor"/>.</summary>
    [ThreadStatic]
    private static WorkItem? t_successor;

    private protected JoinHandle? OwnerTask;
    private protected object? HomePoint;

    /// <summary>Counts the method's suspensions and its end, so that a late wake can tell that nobody waits for it any more.</summary>
    private protected int Suspension;

    private Published<IAbortableWait> _wait;

    internal override JoinHandle? Owner => OwnerTask;

    internal override IAbortableWait? Wait
    {
        get => _wait.Value;
        set => _wait.Set(value);
    }

    internal override bool IsListed { get; set; }

    internal override object? Home => HomePoint;

    /// <summary>The method has returned.</summary>
    internal void Complete(T result)
    {
        Result = result;
        End();
    }

    /// <summary>The method has thrown.</summary>
    internal void Fail(Exception exception)
    {
        Error = ExceptionDispatchInfo.Capture(exception);
        End();
    }

    internal override void OnDone(WorkItem continuation)
    {
        if (!Meeting.TryRegister(continuation))
        {
            continuation.Wake();
        }
    }

    /// <summary>Takes the caller that the method which just ended on this thread has left behind.</summary>
    private protected static WorkItem? TakeSuccessor(ThreadContext? thread)
    {
        if (thread is not null)
        {
            return thread.TakeSuccessor();
        }

        WorkItem? successor = t_successor;
        t_successor = null;
        return successor;
    }

    /// <summary>
    /// After this the box may already be in use by somebody else: nothing may touch it, which is why the successor travels with
    /// the thread.
    /// </summary>
    private void End()
    {
        Suspension++;
        JoinHandle? owner = OwnerTask;
        object? home = HomePoint;
        if (IsListed)
        {
            owner!.Unlist(this);
        }

        if (Meeting.End() is not { } caller)
        {
            return;
        }

        if (ReferenceEquals(caller.Owner, owner) && ReferenceEquals(caller.Home, home))
        {
            SetSuccessor(caller);
        }
        else
        {
            caller.Wake();
        }
    }

    private static void SetSuccessor(WorkItem caller)
    {
        if (ThreadContext.Current is { } thread)
        {
            thread.Successor = caller;
        }
        else
        {
            t_successor = caller;
        }
    }
}
