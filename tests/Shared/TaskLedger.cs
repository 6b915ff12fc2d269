using System.Collections.Concurrent;

namespace Liten.Stress;

/// <summary>What became of each spawned task. Nothing may be missing in the end, and nothing may be there twice.</summary>
internal sealed class TaskLedger
{
    private readonly ConcurrentQueue<JoinHandle> _handles = new();
    private long _started;
    private long _unwound;
    private long _returned;
    private long _threw;

    /// <summary>A body that keeps the books around the given code.</summary>
    public Func<LitenTask> Body(Func<LitenTask> code) => async () =>
    {
        Interlocked.Increment(ref _started);
        try
        {
            await code();
            Interlocked.Increment(ref _returned);
        }
        catch (StressException)
        {
            Interlocked.Increment(ref _threw);
            throw;
        }
        finally
        {
            Interlocked.Increment(ref _unwound);
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

    /// <summary>Every handle has completed, every started body has unwound once, and each handle says what its body did.</summary>
    public void AssertConserved(JoinHandle[] handles)
    {
        JoinHandle[] lost = [.. handles.Where(handle => !handle.IsCompleted)];
        Assert.True(lost.Length == 0, $"{lost.Length} of {handles.Length} handles never completed, the first is {lost.FirstOrDefault()?.Describe()}");
        Assert.Equal(_started, _unwound);
        Assert.Equal(_threw, handles.Count(handle => handle.HasFailed));
        Assert.Equal(_returned, handles.Count(handle => handle is { HasFailed: false, WasAborted: false }));
        Assert.InRange(_started, _returned + _threw, handles.Length);
        Forget();
    }

    private void Forget() => _started = _unwound = _returned = _threw = 0;
}
