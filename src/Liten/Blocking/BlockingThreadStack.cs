using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>
/// Places of the blocking pool, the one pushed last on top. Unsynchronized: the caller holds the pool's latch, which guards
/// the links too. Mutable struct: keep it in a field that is not readonly.
/// </summary>
internal struct BlockingThreadStack
{
    private BlockingThread? _top;

    public int Count { get; private set; }

    public void Push(BlockingThread thread)
    {
        thread.Below = _top;
        if (_top is not null)
        {
            _top.Above = thread;
        }

        _top = thread;
        Count++;
    }

    public bool TryPop([NotNullWhen(true)] out BlockingThread? thread)
    {
        thread = _top;
        if (thread is null)
        {
            return false;
        }

        Remove(thread);
        return true;
    }

    /// <summary>Removes a place that is in this stack.</summary>
    public void Remove(BlockingThread thread)
    {
        if (thread.Above is null)
        {
            _top = thread.Below;
        }
        else
        {
            thread.Above.Below = thread.Below;
        }

        if (thread.Below is not null)
        {
            thread.Below.Above = thread.Above;
        }

        thread.Above = null;
        thread.Below = null;
        Count--;
    }
}
