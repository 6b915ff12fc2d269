namespace Liten;

/// <summary>One run of <c>LitenTask.ForEachAsync</c>: workers in a scope that pull items from one source.</summary>
/// <remarks>
/// <para>
/// The scope's body is the first worker. A worker that has pulled an item spawns the next one, as long as there are
/// fewer than there may be, and only then runs the body on its item. So there are no more workers than items.
/// </para>
/// <code>
/// field                                written by                    under
/// _workers, _mostWorkers, _isOver      the worker that pulls         _pulling
/// </code>
/// </remarks>
internal abstract class ForEachLoop<T>(int maxConcurrency, Func<T, LitenTask> body)
{
    private readonly AsyncMutex _pulling = new();
    private int _workers = 1;
    private int _mostWorkers = maxConcurrency;
    private bool _isOver;

    public async LitenTask Run(string file, int line, CancellationToken cancellationToken)
    {
        try
        {
            await TaskScope.RunAsync(
                Begin,
                new ScopeOptions { WaitForChildren = true, CancellationToken = cancellationToken },
                file,
                line);
        }
        catch
        {
            await CloseAfterFailure();
            throw;
        }

        await Close();
    }

    /// <summary>Gets the enumerator. The token is cancelled when the loop is aborted.</summary>
    private protected abstract void Open(Func<CancellationToken> token);

    /// <summary>The next item, for one worker at a time.</summary>
    private protected abstract LitenTask<(bool IsItem, T Item)> Pull();

    /// <summary>Disposes the enumerator, if there is one.</summary>
    private protected abstract LitenTask Close();

    private LitenTask Begin(TaskScope scope)
    {
        Open(static () => LitenTask.Current.CancellationToken);
        return Work(scope);
    }

    private async LitenTask Work(TaskScope scope)
    {
        while (true)
        {
            T item;
            using (await _pulling.LockAsync())
            {
                if (_isOver)
                {
                    return;
                }

                // A source that fails has no further items either.
                _isOver = true;
                (bool isItem, item) = await Pull();
                if (!isItem)
                {
                    return;
                }

                _isOver = false;
                AddWorker(scope);
            }

            await body(item);
        }
    }

    private void AddWorker(TaskScope scope)
    {
        if (_workers >= _mostWorkers)
        {
            return;
        }

        try
        {
            scope.Spawn((this, scope), static state => state.Item1.Work(state.scope));
            _workers++;
        }
        catch (TaskLimitExceededException)
        {
            // The runtime is full: then those that there are do it.
            _mostWorkers = _workers;
        }
    }

    private async LitenTask CloseAfterFailure()
    {
        try
        {
            await Close();
        }
        catch (OperationCanceledException)
        {
            // Of the two ends the first counts.
        }
        catch (Exception failure)
        {
            TaskHost.Current?.Hooks.Unhandled(
                failure, null, "the disposal of a source of ForEachAsync, which had another failure before");
        }
    }
}
