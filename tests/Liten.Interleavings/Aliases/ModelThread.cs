using System.Runtime.CompilerServices;

namespace Liten.Interleavings;

/// <summary>Takes the place of <c>System.Threading.Thread</c> in the product's files: a thread that an actor starts is an actor.</summary>
internal sealed class ModelThread(ThreadStart body, int stackSize)
{
    private static readonly ModelThread s_outside = new(static () => { }, 0);

    private Actor? _actor;
    private System.Threading.Thread? _real;

    /// <summary>In set-up and final checks, one thread for all.</summary>
    public static ModelThread CurrentThread => Actor.Current is { } actor ? actor.Thread ??= new ModelThread(static () => { }, 0) { _actor = actor } : s_outside;

    public bool IsBackground { get; set; }

    public bool IsThreadPoolThread { get; init; }

    public string? Name { get; set; }

    public static void SpinWait(int iterations, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        // A pause, not a wait: whoever makes it goes on in any case.
    }

    /// <summary>A spin that no interrupt ends: the spinner goes on when something has changed.</summary>
    public static bool Yield([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Actor actor = Actor.Current ?? throw new InvalidOperationException("Set-up or a final check spins: nobody is there to end it.");
        actor.Execution.Spin(actor, new Access(AccessKind.Spin, 0, "", file, line));
        return true;
    }

    /// <summary>The same, and an interrupt can end it.</summary>
    public static void Sleep(int milliseconds, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Yield(file, line);
        Actor actor = Actor.Current!;
        actor.Execution.Failures.MayBeInterrupted(actor, file, line);
    }

    public void UnsafeStart()
    {
        if (Actor.Current is { } starter)
        {
            _actor = starter.Execution.Add(Name ?? "thread", () => body());
            _actor.Thread = this;
        }
        else
        {
            _real = new System.Threading.Thread(body, stackSize) { IsBackground = true };
            _real.UnsafeStart();
        }
    }

    public void Join([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (_real is not null)
        {
            _real.Join();
            return;
        }

        Actor waiter = Actor.Current ?? throw new InvalidOperationException("Set-up or a final check joins an actor's thread.");
        waiter.Execution.Step(waiter, new Access(AccessKind.Wait, 0, "thread", file, line));
        waiter.Execution.Failures.MayBeInterrupted(waiter, file, line);
        while (_actor is { State: not ActorState.Ended } actor)
        {
            waiter.Execution.Sleep(waiter, actor, -1);
        }
    }
}
