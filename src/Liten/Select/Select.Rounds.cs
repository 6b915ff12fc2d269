namespace Liten;

/// <content>The rounds; their steps are numbered in README.md beside this file.</content>
public sealed partial class Select
{
    private static AtomicCounter s_seeds;

    private readonly SelectWait _wait = new();
    private SelectClause[] _inLatchOrder = [];
    private FastRandom _random = new((ulong)s_seeds.Add(1));
    private bool _isRunning;

    /// <summary>Waits until a case has won; then its <c>Won</c> is true.</summary>
    /// <param name="cancellationToken">Ends the round, which then has taken nothing.</param>
    /// <returns>False if all sources have ended, and nothing has won.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    /// <exception cref="InvalidOperationException">
    /// A round is under way, no case is enabled, or a value of the last round was not taken. Thrown by the call itself.
    /// </exception>
    /// <remarks>A source that has failed throws what it throws elsewhere: a channel's close error, for one.</remarks>
    public LitenTask<bool> NextAsync(CancellationToken cancellationToken = default)
    {
        if (_countsFromCall)
        {
            SchedulingPoint.Here();
        }

        BeginRound();
        return GoThroughRound(cancellationToken);
    }

    /// <summary>Has a case win that can go on at once, without waiting.</summary>
    /// <returns>Whether one has won.</returns>
    /// <exception cref="InvalidOperationException">As for <see cref="NextAsync"/>.</exception>
    public bool TryNext()
    {
        SchedulingPoint.Here();
        BeginRound();
        try
        {
            return _order == SelectOrder.Random ? LookOneByOne() : LookTogether();
        }
        finally
        {
            _isRunning = false;
        }
    }

    private LitenTask<bool> GoThroughRound(CancellationToken cancellationToken)
    {
        if (!_countsFromCall && SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(
                this, static (select, token) => select.GoThroughRound(token), cancellationToken);
        }

        bool won = false;
        Exception? failure = WaitRefusal.Of(cancellationToken);
        try
        {
            won = failure is null && _order == SelectOrder.Random && LookOneByOne();
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        if (won || failure is not null)
        {
            _isRunning = false;
            return won ? new LitenTask<bool>(true) : LitenTask.FromException<bool>(failure!);
        }

        return RunAsync(cancellationToken);
    }

    private async LitenTask<bool> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            bool won = false;
            while (!won && !HasEnded)
            {
                if (TryWin(out won))
                {
                    return won;
                }

                try
                {
                    // Step 4. A round that is cancelled or aborted takes its waits out and ends.
                    await _wait.Begin(cancellationToken);
                }
                catch
                {
                    WithdrawAll();
                    _wait.Reuse();
                    throw;
                }

                won = TakeOutcome();
            }

            return won;
        }
        finally
        {
            _isRunning = false;
        }
    }

    private void BeginRound()
    {
        ThrowIfRunning();
        bool anyEnabled = false;
        foreach (SelectClause clause in _clauses)
        {
            if (clause is { HasWon: true, IsTaking: true })
            {
                throw new InvalidOperationException(
                    $"'{clause}' won the last round, and nobody took what it won. Ask each case with Won after a "
                    + "round, or dispose the select to give it back.");
            }

            anyEnabled |= clause.IsEnabled;
        }

        if (!anyEnabled)
        {
            throw new InvalidOperationException(
                "No case of this select is enabled, so it would wait for ever. Add one, such as Receive, or set "
                + "IsEnabled of one.");
        }

        foreach (SelectClause clause in _clauses)
        {
            clause.BeginRound();
        }

        _isRunning = true;
    }
}
