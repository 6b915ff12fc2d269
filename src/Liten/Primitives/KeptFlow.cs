namespace Liten;

/// <summary>
/// A thread's ExecutionContext, put aside while the thread runs something else. A suppressed flow stays suppressed.
/// </summary>
internal readonly struct KeptFlow
{
    private readonly ExecutionContext _context;
    private readonly bool _isSuppressed;

    private KeptFlow(ExecutionContext context, bool isSuppressed)
    {
        _context = context;
        _isSuppressed = isSuppressed;
    }

    public static KeptFlow Take()
    {
        bool isSuppressed = ExecutionContext.IsFlowSuppressed();
        if (isSuppressed)
        {
            // .NET shows no context whose flow is suppressed.
            ExecutionContext.RestoreFlow();
        }

        return new KeptFlow(ExecutionContext.Capture()!, isSuppressed);
    }

    /// <summary>Gives the thread its context back. Only on the thread it was taken from.</summary>
    public void Restore()
    {
        ExecutionContext.Restore(_context);
        if (_isSuppressed)
        {
            ExecutionContext.SuppressFlow();
        }
    }
}
