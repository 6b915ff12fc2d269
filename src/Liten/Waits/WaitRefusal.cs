namespace Liten;

/// <summary>Why a wait must not even begin: its token is cancelled, or the calling task was aborted.</summary>
internal static class WaitRefusal
{
    /// <summary>The exception to end the wait with, or null to go ahead.</summary>
    public static Exception? Of(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return new OperationCanceledException(cancellationToken);
        }

        return Turn.CurrentOwner is { MustStop: true } owner ? owner.AbortException() : null;
    }
}
