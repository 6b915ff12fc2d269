namespace Liten;

/// <summary>Aborts a task when a token is cancelled: <see cref="SpawnOptions.CancellationToken"/>.</summary>
/// <remarks>
/// <code>
/// field                     written by                    under
/// _registration, _hasEnded  the spawner, the task's end   _latch
/// </code>
/// </remarks>
internal sealed class StopToken(CancellationToken token)
{
    private SpinLatch _latch;
    private CancellationTokenRegistration _registration;
    private bool _hasEnded;

    /// <summary>From here on the token may abort the task, in this call even.</summary>
    public void Listen(Action<object?> abort, object task)
    {
        // A full fence, which .NET's registration does not promise: pairs with the callback on another thread, which
        // takes the task out of the register of live ones. It must not come before the store that has put it there.
        _latch.Enter();
        _latch.Exit();

        CancellationTokenRegistration registration = token.UnsafeRegister(abort, task);
        _latch.Enter();
        bool isTooLate = _hasEnded;
        _registration = registration;
        _latch.Exit();
        if (isTooLate)
        {
            registration.Unregister();
        }
    }

    /// <summary>The task has ended: the token's source keeps nothing of it.</summary>
    public void Forget()
    {
        _latch.Enter();
        _hasEnded = true;
        CancellationTokenRegistration registration = _registration;
        _latch.Exit();
        registration.Unregister();
    }
}
