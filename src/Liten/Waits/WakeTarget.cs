namespace Liten;

/// <summary>A continuation that is done with being woken: it needs no turn of its own, because what it does is short and runs no foreign code.</summary>
internal abstract class WakeTarget : WorkItem
{
    internal abstract override void Wake();

    /// <summary>Waits for its turn where the code that waits runs; then <see cref="Run"/> wakes it.</summary>
    internal sealed override void Yield() => ResumePoint.Yield(ResumePoint.Capture(), this);

    /// <summary>Reached after a yield, or when the call that ended would otherwise go on in its caller.</summary>
    internal sealed override WorkItem? Run(ThreadContext? thread)
    {
        Wake();
        return null;
    }
}
