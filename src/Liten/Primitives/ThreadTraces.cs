using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// What a thread was when it came to a runtime: its name, its priority, whether it is in the background. Code that runs
/// there may change them, and the next must not find that.
/// </summary>
/// <remarks>
/// .NET notes such a change in a flag, by which it resets the threads of its pool. The flag is private; where it is not
/// there, the three are compared after each turn. Thread safety: for the thread itself.
/// </remarks>
internal sealed class ThreadTraces
{
    private static readonly bool s_hasFlag = HasFlag();

    private readonly Thread _thread = Thread.CurrentThread;
    private readonly string? _name;
    private readonly ThreadPriority _priority;
    private readonly bool _isBackground;
    private readonly bool _hadChanged;

    /// <summary>Remembers what the calling thread is.</summary>
    public ThreadTraces()
    {
        _name = _thread.Name;
        _priority = _thread.Priority;
        _isBackground = _thread.IsBackground;
        if (s_hasFlag)
        {
            _hadChanged = MayNeedReset(_thread);
            MayNeedReset(_thread) = false;
        }
    }

    /// <summary>Makes the thread what it was.</summary>
    public void Erase()
    {
        if (!s_hasFlag || MayNeedReset(_thread))
        {
            Restore();
        }
    }

    /// <summary>The thread leaves the runtime, as it came.</summary>
    public void Leave()
    {
        Erase();
        if (s_hasFlag)
        {
            MayNeedReset(_thread) = _hadChanged;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Restore()
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

        if (s_hasFlag)
        {
            MayNeedReset(_thread) = false;
        }
    }

    private static bool HasFlag()
    {
        try
        {
            _ = MayNeedReset(Thread.CurrentThread);
            return true;
        }
        catch (MissingFieldException)
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_mayNeedResetForThreadPool")]
    private static extern ref bool MayNeedReset(Thread thread);
}
