namespace Liten;

/// <summary>
/// The tasks of a runtime that have ended while calls of theirs still waited. A shutdown ends those calls too, so that
/// their <c>finally</c> blocks run.
/// </summary>
/// <remarks>
/// A task is in here once at most. It is not taken out when its last call ends but later, when others come: twice as
/// many are kept as there were open ones, at most.
/// </remarks>
internal sealed class OutlivedTasks
{
    private const int FirstSweep = 64;

    private readonly List<AbortScope> _tasks = [];
    private SpinLatch _latch;
    private int _nextSweep = FirstSweep;

    /// <summary>
    /// Adds a task, whose mark (<see cref="AbortScope.Outlived"/>) the caller has set. Where memory is full it is left
    /// out, and the mark is taken away.
    /// </summary>
    public void TryAdd(AbortScope task)
    {
        _latch.Enter();
        try
        {
            if (_tasks.Count >= _nextSweep)
            {
                _tasks.RemoveAll(static task => !IsOpen(task));
                _nextSweep = Math.Max(FirstSweep, 2 * _tasks.Count);
            }

            _tasks.Add(task);
        }
        catch (OutOfMemoryException)
        {
            task.Outlived.TryClear();
        }
        finally
        {
            _latch.Exit();
        }
    }

    /// <summary>Whether one of them still has a suspended call that may go on.</summary>
    public bool HasOpen
    {
        get
        {
            _latch.Enter();
            try
            {
                return _tasks.Exists(static task => task.HasOpenCalls && !task.IsGivenUp);
            }
            finally
            {
                _latch.Exit();
            }
        }
    }

    /// <summary>Those that still have a suspended call.</summary>
    public List<AbortScope> FindOpen()
    {
        _latch.Enter();
        try
        {
            return _tasks.FindAll(static task => task.HasOpenCalls);
        }
        finally
        {
            _latch.Exit();
        }
    }

    /// <summary>
    /// Cleared first: a call that is listed after the look finds no mark and adds the task again.
    /// </summary>
    private static bool IsOpen(AbortScope task)
    {
        task.Outlived.TryClear();
        return task.HasOpenCalls && task.Outlived.TrySet();
    }
}
