namespace Liten;

/// <summary>The scope that <see cref="CurrentTask.ShieldFromAbort"/> opens. Disposing it twice is harmless.</summary>
public sealed class AbortShield : IDisposable
{
    private readonly TaskCore _task;
    private AtomicFlag _disposed;

    internal AbortShield(TaskCore task)
    {
        _task = task;
        task.Extras().AddShield();
    }

    /// <summary>Ends the scope: the next wait of an aborted task throws again.</summary>
    public void Dispose()
    {
        if (_disposed.TrySet())
        {
            _task.EndShield();
        }
    }
}
