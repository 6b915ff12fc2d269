namespace Liten;

/// <content>The steps of a round.</content>
public sealed partial class Select
{
    /// <summary>Step 1: looks at one case after another, each under the latch of its source alone.</summary>
    private bool LookOneByOne()
    {
        int at = _random.Next(_clauses.Length);
        for (int i = 0; i < _clauses.Length; i++)
        {
            SelectClause clause = TakeTurn(ref at);
            ClauseLook look = ClauseLook.NeedsMemory;
            while (look == ClauseLook.NeedsMemory && clause.IsLive)
            {
                look = LookAlone(clause);
                if (Concludes(clause, look))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The clause at the given place, which moves on to the next, in a circle.</summary>
    private SelectClause TakeTurn(ref int at)
    {
        SelectClause clause = _clauses[at++];
        at = at == _clauses.Length ? 0 : at;
        return clause;
    }

    private static ClauseLook LookAlone(SelectClause clause)
    {
        if (clause.Source is null)
        {
            return clause.LookUnsynchronized();
        }

        ref SpinLatch latch = ref clause.Latch;
        latch.Enter();
        ClauseLook look = clause.LookUnsynchronized();
        latch.Exit();
        clause.FollowLook();
        return look;
    }

    /// <summary>Step 2 without its second half, for <see cref="TryNext"/>.</summary>
    private bool LookTogether()
    {
        SelectClause? found;
        ClauseLook look;
        do
        {
            EnterAll();
            (found, look) = LookUnsynchronized();
            ExitAll();
            if (found is not null && Concludes(found, look))
            {
                return true;
            }
        }
        while (found is not null);
        return false;
    }

    /// <summary>Steps 2 and 3: a case wins at once, or all of them wait.</summary>
    /// <returns>False if the select must wait.</returns>
    private bool TryWin(out bool won)
    {
        won = false;
        while (!HasEnded)
        {
            (SelectClause? found, ClauseLook look) = LookOrEnqueue();
            won = found is not null && Concludes(found, look);
            if (won)
            {
                return true;
            }

            if (found is null)
            {
                won = !TryRegisterAll();
                return won;
            }
        }

        return true;
    }

    private (SelectClause? Found, ClauseLook Look) LookOrEnqueue()
    {
        PrepareAll();
        EnterAll();
        (SelectClause? found, ClauseLook look) = LookUnsynchronized();
        if (found is null)
        {
            foreach (SelectClause clause in _inLatchOrder)
            {
                if (clause.IsLive)
                {
                    clause.EnqueueUnsynchronized();
                }
            }
        }

        ExitAll();
        if (found is not null)
        {
            DiscardAll();
        }

        return (found, look);
    }

    /// <summary>The first in the select's order that has more to say than that it can wait.</summary>
    private (SelectClause? Found, ClauseLook Look) LookUnsynchronized()
    {
        int at = _order == SelectOrder.Random ? _random.Next(_clauses.Length) : 0;
        for (int i = 0; i < _clauses.Length; i++)
        {
            SelectClause clause = TakeTurn(ref at);
            ClauseLook look = clause.IsLive ? clause.LookUnsynchronized() : ClauseLook.Nothing;
            if (look != ClauseLook.Nothing)
            {
                return (clause, look);
            }
        }

        return (null, ClauseLook.Nothing);
    }

    /// <summary>Step 3: what takes nothing begins to wait after all that takes.</summary>
    /// <returns>False if one of these has won at once; all others are withdrawn then.</returns>
    private bool TryRegisterAll()
    {
        try
        {
            foreach (SelectClause clause in _clauses)
            {
                // A giver may win meanwhile. Then the rest registers in vain, and is withdrawn with the others.
                if (clause.IsLive && !clause.TryRegister() && _wait.TryClaim())
                {
                    WithdrawAll();
                    _wait.Reuse();
                    clause.Win();
                    return false;
                }
            }
        }
        catch when (_wait.TryClaim())
        {
            WithdrawAll();
            _wait.Reuse();
            throw;
        }
        catch
        {
            // The same, but a giver has won: its outcome comes first.
        }

        return true;
    }

    /// <summary>Step 5.</summary>
    private bool TakeOutcome()
    {
        SelectClause winner = FindWinner();
        ClauseLook look = winner.TakeOutcome();
        WithdrawAll();
        _wait.Reuse();
        return Concludes(winner, look);
    }

    private SelectClause FindWinner()
    {
        int at = 0;
        while (!_clauses[at].Owns(_wait.Winner))
        {
            at++;
        }

        return _clauses[at];
    }

    /// <summary>Whether the round is over with this look.</summary>
    private static bool Concludes(SelectClause clause, ClauseLook look)
    {
        switch (look)
        {
            case ClauseLook.Taken:
                clause.Win();
                return true;
            case ClauseLook.NeedsMemory:
                clause.Reserve();
                return false;
            case ClauseLook.Ended:
                clause.HasEnded = clause.TakeFailure() is { } failure ? throw failure : true;
                return false;
            default:
                return false;
        }
    }

    private void PrepareAll()
    {
        try
        {
            foreach (SelectClause clause in _clauses)
            {
                if (clause.IsLive)
                {
                    clause.Prepare(_wait);
                }
            }
        }
        catch
        {
            DiscardAll();
            throw;
        }
    }

    private void DiscardAll() => Array.ForEach(_clauses, static clause => clause.Discard());

    private void WithdrawAll() => Array.ForEach(_clauses, static clause => clause.Withdraw());

    /// <summary>Each latch once, in the one order of all selects.</summary>
    private void EnterAll()
    {
        long last = 0;
        foreach (SelectClause clause in _inLatchOrder)
        {
            if (clause.IsLive && clause.Order != last)
            {
                last = clause.Order;
                clause.Latch.Enter();
            }
        }
    }

    private void ExitAll()
    {
        long last = 0;
        foreach (SelectClause clause in _inLatchOrder)
        {
            if (clause.IsLive && clause.Order != last)
            {
                last = clause.Order;
                clause.Latch.Exit();
            }
        }

        foreach (SelectClause clause in _inLatchOrder)
        {
            clause.FollowLook();
        }
    }
}
