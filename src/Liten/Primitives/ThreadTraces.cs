namespace Liten;

/// <summary>
/// What a thread was when it came to a runtime: its name, its priority, whether it is in the background. Code that runs
/// there may change them, and the next must not find that.
/// </summary>
/// <remarks>Thread safety: for the thread itself.</remarks>
internal sealed class ThreadTraces
{
    private readonly Thread _thread = Thread.CurrentThread;
    private readonly string? _name;
    private readonly ThreadPriority _priority;
    private readonly bool _isBackground;

    /// <summary>Remembers what the calling thread is.</summary>
    public ThreadTraces()
    {
        _name = _thread.Name;
        _priority = _thread.Priority;
        _isBackground = _thread.IsBackground;
    }

    /// <summary>
    /// Makes the thread what it was, between two pieces of code. Whether it is in the background is looked at with the
    /// others only: asking costs a tenth of a short turn.
    /// </summary>
    public void Erase()
    {
        if (_thread.Priority != _priority || !ReferenceEquals(_thread.Name, _name))
        {
            EraseAll();
        }
    }

    /// <summary>Makes the thread what it was.</summary>
    public void EraseAll()
    {
        if (_thread.Name != _name)
        {
            _thread.Name = _name;
        }

        if (_thread.Priority != _priority)
        {
            _thread.Priority = _priority;
        }

        if (_thread.IsBackground != _isBackground)
        {
            _thread.IsBackground = _isBackground;
        }
    }
}
