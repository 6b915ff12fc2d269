namespace Liten.Interleavings;

/// <summary>One virtual thread of a schedule.</summary>
internal sealed class Actor(Execution execution, int index, string name, Action body)
{
    [ThreadStatic]
    private static Actor? t_current;

    /// <summary>The actor whose code the calling OS thread runs; null in set-up and final checks, which are not explored.</summary>
    public static Actor? Current => t_current;

    public Execution Execution { get; } = execution;

    public int Index { get; } = index;

    public int Bit => 1 << Index;

    public string Name { get; } = name;

    public ActorState State { get; set; }

    /// <summary>What the actor will do when it goes on.</summary>
    public Access Pending { get; set; }

    /// <summary>Values this actor has changed.</summary>
    public long OwnWrites { get; set; }

    /// <summary>How many values the others had changed when this actor last spun.</summary>
    public long SpinMark { get; set; } = -1;

    /// <summary>The word the actor sleeps on.</summary>
    public object? SleepsOn { get; set; }

    /// <summary>When its sleep ends by itself; <see cref="long.MaxValue"/> for never.</summary>
    public long SleepEnd { get; set; }

    /// <summary>The token whose callbacks this actor runs now.</summary>
    public CancellationToken Cancels { get; set; }

    public Baton Baton { get; set; } = null!;

    public ModelThread? Thread { get; set; }

    public void Run()
    {
        t_current = this;
        ThreadStatics.Reset();
        try
        {
            body();
        }
        catch (Exception exception)
        {
            Execution.Fail($"{Name} threw {exception}");
        }

        if (Execution.Buffer.Holds(this))
        {
            // Others may still act before the last stores arrive.
            Execution.Step(this, new Access(AccessKind.Fence, 0, "the end", "", 0));
            Execution.Buffer.Drain(this);
        }

        t_current = null;
    }
}
