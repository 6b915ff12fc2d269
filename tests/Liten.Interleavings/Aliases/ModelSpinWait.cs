using System.Runtime.CompilerServices;

namespace Liten.Interleavings;

/// <summary>Takes the place of <c>System.Threading.SpinWait</c> in the product's files: the spinner goes on when something has changed.</summary>
internal struct ModelSpinWait
{
    public void SpinOnce(int sleep1Threshold = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Actor actor = Actor.Current ?? throw new InvalidOperationException("Set-up or a final check spins: nobody is there to end it.");
        actor.Execution.Spin(actor, new Access(AccessKind.Spin, 0, "", file, line));

        // After some rounds .NET's spin is Thread.Sleep(0), which an interrupt ends.
        actor.Execution.Failures.MayBeInterrupted(actor, file, line);
    }
}
