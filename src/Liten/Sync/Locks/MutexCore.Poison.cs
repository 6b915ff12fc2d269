namespace Liten;

/// <content>A mutex whose value may have been left half changed.</content>
public abstract partial class MutexCore<TGuard>
{
    /// <summary>
    /// Whether the lock is poisoned: locking it throws <see cref="MutexPoisonedException"/> until
    /// <see cref="ClearPoison"/>. The answer may be outdated at once.
    /// </summary>
    public bool IsPoisoned
    {
        get
        {
            _latch.Enter();
            bool poisoned = _isPoisoned;
            _latch.Exit();
            return poisoned;
        }
    }

    internal bool IsPoisonedUnsynchronized => _isPoisoned;

    /// <summary>Makes the lock usable again after <see cref="MutexPoisonedException"/>. Harmless if repeated.</summary>
    /// <remarks>Whoever calls it answers for what the mutex protects: look at it, and repair it first.</remarks>
    public void ClearPoison()
    {
        _latch.Enter();
        _isPoisoned = false;
        _poisonCause = null;
        _latch.Exit();
    }

    /// <summary>Why nobody gets the lock.</summary>
    internal MutexPoisonedException Poisoned()
    {
        _latch.Enter();
        Exception? cause = _poisonCause;
        _latch.Exit();
        return new MutexPoisonedException(cause);
    }

    /// <summary>Poisons the lock, for its holder, and ends all waits for it.</summary>
    /// <returns>False if the tenure has ended before; then nothing has changed.</returns>
    internal bool TryPoison(ulong tenure, Exception? cause)
    {
        _latch.Enter();
        if (tenure != _tenure)
        {
            _latch.Exit();
            return false;
        }

        ClaimedWaits<TGuard> ended = default;
        if (_poisons && !_isPoisoned)
        {
            _isPoisoned = true;
            _poisonCause = cause;
            ended.TakeAllFrom(ref _waiters);
            _home.Clear();
        }

        _latch.Exit();
        if (ended.Count > 0)
        {
            ended.SetException(() => new MutexPoisonedException(cause));
        }

        return true;
    }
}
