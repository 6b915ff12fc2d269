namespace Liten;

/// <summary>
/// What ends an operation of a socket ahead of time: its caller's token, and the abort of the task it is part of.
/// </summary>
/// <remarks>Mutable struct: a local of the method that waits.</remarks>
internal struct SocketStop : IDisposable
{
    private readonly TaskCore? _task;
    private readonly CancellationToken _callers;
    private readonly CancellationTokenSource? _either;

    public SocketStop(CancellationToken callers)
    {
        _callers = callers;
        Token = callers;
        _task = Turn.CurrentOwner as TaskCore;
        if (_task is null || (_task.IsAbortRequested && !_task.MustStop))
        {
            return; // Nobody's, or a shield holds the abort back.
        }

        CancellationToken tasks = _task.GetCancellationToken();
        _either = callers.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(callers, tasks) : null;
        Token = _either?.Token ?? tasks;
    }

    /// <summary>For .NET's operation.</summary>
    public CancellationToken Token { get; private set; }

    /// <summary>
    /// The operation was cancelled: throws what its caller is to see, unless a shield holds the task's abort back; then
    /// it may begin again.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    /// <exception cref="TaskAbortedException">The task was aborted.</exception>
    public void ThrowOrGoOn()
    {
        _callers.ThrowIfCancellationRequested();
        if (_task is { MustStop: true })
        {
            throw _task.AbortException();
        }

        Token = _callers;
    }

    public readonly void Dispose() => _either?.Dispose();
}
