namespace Liten;

/// <summary>Waits for the first of several handles, and takes its waits for the others back.</summary>
internal sealed class WhenAnyWait<THandle> : WakeTarget, IWaitHolder<THandle>
    where THandle : JoinHandle
{
    private readonly THandle[] _handles;
    private readonly (WaitNode<VoidResult> Node, uint Version)[] _joins;
    private WaitNode<THandle>? _node;
    private uint _version;

    /// <summary>
    /// Two steps end the wait: all handles are joined, and it is over. The one who takes the second one cleans up.
    /// </summary>
    private AtomicCounter _stepsTaken;

    private WhenAnyWait(THandle[] handles)
    {
        _handles = handles;
        _joins = new (WaitNode<VoidResult>, uint)[handles.Length];
    }

    internal override object? Caller => _node?.Caller;

    public static LitenTask<THandle> Start(THandle[] handles)
    {
        foreach (THandle handle in handles)
        {
            if (handle.IsCompleted)
            {
                return new LitenTask<THandle>(handle);
            }
        }

        if (WaitRefusal.Of(CancellationToken.None) is { } refusal)
        {
            return LitenTask.FromException<THandle>(refusal);
        }

        return new WhenAnyWait<THandle>(handles).Join();
    }

    /// <summary>One of the handles has completed; runs on its completer's stack and runs no foreign code.</summary>
    internal override void Wake()
    {
        if (_node!.TryClaim(_version))
        {
            End();
            _node.SetResult(Array.Find(_handles, static handle => handle.IsCompleted)!);
        }
    }

    /// <summary>The waiting task was aborted.</summary>
    void IWaitHolder<THandle>.Forget(WaitNode<THandle> node) => End();

    WaitTarget IWaitHolder<THandle>.Describe() => new(
        WaitKind.Task, $"the first to end of the tasks {string.Join(", ", _handles.Select(static task => task.Id))}")
    {
        Subject = "the first of several tasks to end",
    };

    WaitBlockers IWaitHolder<THandle>.ReadBlockers(WaitNode<THandle> node)
        => new(null, _handles) { OneSuffices = true };

    private LitenTask<THandle> Join()
    {
        _node = WaitNode<THandle>.Rent(this);
        _version = _node.Version;
        LitenTask<THandle> task = _node.Begin(CancellationToken.None);
        try
        {
            for (int i = 0; i < _handles.Length; i++)
            {
                _joins[i] = _handles[i].Join(this);
            }
        }
        catch
        {
            // Memory is full, and nobody will await the task.
            _node.TryWithdraw(_version);
            throw;
        }
        finally
        {
            End();
        }

        return task;
    }

    private void End()
    {
        if (_stepsTaken.Add(1) == 2)
        {
            for (int i = 0; i < _handles.Length; i++)
            {
                _joins[i].Node?.TryWithdraw(_joins[i].Version);
            }
        }
    }
}
