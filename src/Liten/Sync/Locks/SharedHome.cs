namespace Liten;

/// <summary>
/// Where those who wait for a lock go on, if that is the same for all: their runtime's context, with work stealing off
/// their worker's. Unsynchronized: the lock's latch guards it.
/// </summary>
/// <remarks>A mutable struct: keep it in a field that is not <c>readonly</c>.</remarks>
internal struct SharedHome
{
    private SynchronizationContext? _context;

    /// <summary>The context of the code that runs now, if that is a worker's.</summary>
    public static SynchronizationContext? OfCaller
        => Turn.Current is { IsWorker: true } turn ? turn.SynchronizationContext : null;

    /// <summary>One more waits.</summary>
    /// <param name="context">Its context, read outside of the latch.</param>
    /// <param name="isFirst">Whether nobody else waits.</param>
    public void Add(SynchronizationContext? context, bool isFirst)
        => _context = isFirst || ReferenceEquals(_context, context) ? context : null;

    /// <summary>Nobody waits any more. The lock may outlive the runtime, and must not keep it alive.</summary>
    public void Clear() => _context = null;

    /// <summary>
    /// Has the grant made when the running turn ends, if that is an answer for all who wait: they go on where this turn
    /// runs, so they do not depend on when it ends.
    /// </summary>
    public readonly bool TryDefer(IDeferredGrant grant)
        => Turn.Current is { } turn
            && ReferenceEquals(turn.SynchronizationContext, _context)
            && turn.TryDefer(grant);
}
