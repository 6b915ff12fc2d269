using Liten.Interleavings;

namespace Liten;

/// <summary>A <see cref="SleepWord"/> on which an actor sleeps. Takes the place of the product's futex below an unchanged <see cref="Parker"/>.</summary>
internal sealed class FutexWord : SleepWord
{
    /// <summary>How many waits end at once for no reason, as the operating system may do.</summary>
    public int EarlyReturns { get; set; }

    /// <summary>The system calls so far.</summary>
    public int Waits { get; private set; }

    public int Wakes { get; private set; }

    public override void WaitWhile(int value, long nanoseconds)
    {
        Waits++;
        Actor actor = Actor.Current ?? throw new InvalidOperationException("Set-up or a final check parks: nobody is there to wake it.");
        actor.Execution.Step(actor, new Access(AccessKind.Wait, Address.Of(ref Value), "parker", "Parker.cs", 0));
        if (EarlyReturns > 0)
        {
            EarlyReturns--;
        }
        else if (Value == value)
        {
            actor.Execution.Sleep(actor, this, nanoseconds);
        }
    }

    public override void WakeOne()
    {
        Wakes++;
        if (Actor.Current is { } actor)
        {
            actor.Execution.Step(actor, new Access(AccessKind.Wake, Address.Of(ref Value), "parker", "Parker.cs", 0));
            actor.Execution.Buffer.Drain(actor);
            actor.Execution.Wake(this);
        }
    }
}
