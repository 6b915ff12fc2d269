namespace Liten;

/// <summary>Why a wait must not even begin: its token is cancelled, or the calling task was aborted.</summary>
internal static class WaitRefusal
{
    /// <summary>The exception to end the wait with, or null to go ahead.</summary>
    public static Exception? Of(CancellationToken cancellationToken) => Of(Turn.CurrentOwner, cancellationToken);

    /// <inheritdoc cref="Of(CancellationToken)"/>
    /// <param name="caller">Whose code is about to wait, for one that has looked already.</param>
    /// <param name="cancellationToken">The wait's token.</param>
    public static Exception? Of(AbortScope? caller, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return new OperationCanceledException(cancellationToken);
        }

        return caller is { MustStop: true } ? caller.AbortException() : null;
    }
}
