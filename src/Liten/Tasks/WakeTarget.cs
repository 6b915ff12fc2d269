namespace Liten;

/// <summary>A continuation that is done with being woken: it is never queued, and what it does is short and runs no foreign code.</summary>
internal abstract class WakeTarget : WorkItem
{
    internal abstract override void Wake();

    internal sealed override void Yield() => Wake();

    /// <summary>Reached when the call that ended would otherwise go on in its caller.</summary>
    internal sealed override WorkItem? Run()
    {
        Wake();
        return null;
    }
}
