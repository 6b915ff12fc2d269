namespace Liten.Tests.Conformance;

/// <summary>Where a contract takes its implementations from: .NET itself, or a runtime of Liten's.</summary>
internal abstract class Subject : IDisposable
{
    public abstract TimeProvider TimeProvider { get; }

    public abstract TaskScheduler TaskScheduler { get; }

    public abstract SynchronizationContext Context { get; }

    /// <summary>Whether this is what is current in the context's callbacks.</summary>
    public virtual bool IsCurrentInCallbacks(SynchronizationContext? context) => ReferenceEquals(context, Context);

    /// <summary>Runs code on a thread that the context calls its own, and waits for it.</summary>
    public abstract void CallOnOwnThread(Action code);

    /// <summary>Runs code on a thread that belongs to the implementation and may block.</summary>
    public abstract void CallOnOwnBlockingThread(Action code);

    /// <summary>What the implementation stands on comes to its end.</summary>
    public abstract void End();

    public abstract void Dispose();

    /// <summary>Runs code on a thread of the given kind, waits for it, and throws what it threw.</summary>
    public void Call(Caller caller, Action code)
    {
        switch (caller)
        {
            case Caller.PlainThread:
                Patience.OnThread(code);
                break;
            case Caller.PoolThread:
                Patience.Wait(Task.Run(code), "the code on the ThreadPool");
                break;
            case Caller.OwnThread:
                CallOnOwnThread(code);
                break;
            case Caller.OwnBlockingThread:
                CallOnOwnBlockingThread(code);
                break;
            default:
                CallOnAnotherRuntime(caller, code);
                break;
        }
    }

    private static void CallOnAnotherRuntime(Caller caller, Action code)
    {
        using Runtime other = Runtime.CreateBuilder().WorkerThreads(1).Build();
        if (caller == Caller.AnothersBlockingJob)
        {
            Patience.Wait(other.SpawnBlocking(code));
        }
        else
        {
            Patience.Wait(other.Spawn(() =>
            {
                code();
                return LitenTask.CompletedTask;
            }));
        }
    }
}
