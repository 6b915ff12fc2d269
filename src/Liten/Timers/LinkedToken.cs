namespace Liten;

/// <summary>The token of a caller, which cancels the token of an operation until the operation has ended.</summary>
internal readonly struct LinkedToken
{
    private static readonly Action<object?> s_cancel = static source => ((CancellationTokenSource)source!).Cancel();

    private readonly CancellationToken _outer;
    private readonly CancellationTokenRegistration _registration;

    private LinkedToken(CancellationTokenRegistration registration, CancellationToken outer)
    {
        _outer = outer;
        _registration = registration;
    }

    public bool IsCancelled => _outer.IsCancellationRequested;

    public static LinkedToken Link(CancellationTokenSource inner, CancellationToken outer)
        => outer.CanBeCanceled ? new(outer.UnsafeRegister(s_cancel, inner), outer) : default;

    /// <summary>
    /// From here on the caller's token holds nothing of the operation. A cancellation that runs right now is not waited
    /// for: it cancels a source that nobody asks any more.
    /// </summary>
    public void Cut() => _registration.Unregister();

    /// <summary>The end of the operation as its caller sees it: by the caller's own token.</summary>
    public OperationCanceledException Exception(OperationCanceledException cause)
        => new("The operation was cancelled by its caller.", cause, _outer);
}
