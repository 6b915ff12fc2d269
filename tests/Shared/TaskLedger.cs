using System.Collections.Concurrent;

namespace Liten.Proof;

/// <summary>What became of each spawned task. Nothing may be missing in the end, and nothing may be there twice.</summary>
internal sealed class TaskLedger
{
    private readonly ConcurrentQueue<JoinHandle> _handles = new();
    private long _started;
    private long _unwound;
    private long _returned;
    private long _threw;
    private long _repeated;

    /// <summary>A body that keeps the books around the given code.</summary>
    public Func<LitenTask> Body(Func<LitenTask> code) => async () =>
    {
        int unwound = 0;
        Interlocked.Increment(ref _started);
        try
        {
            await code();
            Interlocked.Increment(ref _returned);
        }
        catch (PlannedException)
        {
            Interlocked.Increment(ref _threw);
            throw;
        }
        finally
        {
            Interlocked.Increment(ref _unwound);
            if (Interlocked.Increment(ref unwound) > 1)
            {
                Interlocked.Increment(ref _repeated);
            }
        }
    };

    /// <summary>Enters a handle.</summary>
    public JoinHandle Add(JoinHandle handle)
    {
        _handles.Enqueue(handle);
        return handle;
    }

    /// <summary>Takes all handles out; the caller waits for them.</summary>
    public JoinHandle[] TakeHandles()
    {
        var handles = new List<JoinHandle>();
        while (_handles.TryDequeue(out JoinHandle? handle))
        {
            handles.Add(handle);
        }

        return [.. handles];
    }

    /// <summary>Closes the books: every handle has completed, every started body has unwound once, and each handle says what its body did.</summary>
    /// <exception cref="LossException">Something is missing or there twice.</exception>
    public TaskTally Settle(JoinHandle[] handles)
    {
        JoinHandle[] lost = [.. handles.Where(handle => !handle.IsCompleted)];
        LossException.ThrowUnless(lost.Length == 0, $"{lost.Length} of {handles.Length} handles never completed, the first is {lost.FirstOrDefault()?.Describe()}");
        var tally = new TaskTally(
            handles.Length,
            handles.LongCount(handle => handle is { HasFailed: false, WasAborted: false }),
            handles.LongCount(handle => handle.HasFailed),
            handles.LongCount(handle => handle.WasAborted));
        LossException.ThrowUnless(tally.Spawned == tally.Completed + tally.Faulted + tally.Aborted, $"the ends do not add up: {tally}");
        LossException.ThrowUnless(_started == _unwound, $"{_started} bodies were started, {_unwound} unwound");
        LossException.ThrowUnless(_repeated == 0, $"{_repeated} bodies ran their finally block again");
        LossException.ThrowUnless(_threw == tally.Faulted, $"{_threw} bodies threw, but {tally}");
        LossException.ThrowUnless(_returned == tally.Completed, $"{_returned} bodies returned, but {tally}");
        LossException.ThrowUnless(_started >= _returned + _threw && _started <= handles.Length, $"{_started} bodies were started, but {tally}");
        Forget();
        return tally;
    }

    private void Forget() => _started = _unwound = _returned = _threw = _repeated = 0;
}
