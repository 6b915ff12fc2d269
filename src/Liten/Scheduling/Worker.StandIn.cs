namespace Liten;

/// <content>
/// How another thread stands in for the worker's own; "Stepping aside" in README.md beside this file.
/// </content>
internal sealed partial class Worker
{
    private readonly WorkerSeat _seat = new();

    /// <summary>Whether a stand-in may have the worker. For the thread that has it.</summary>
    private bool _hasStandIn;

    /// <summary>Runs the worker on the calling thread until its own thread wants it, or all is over.</summary>
    public void RunAsStandIn()
    {
        Turn outside = Turn.Current!;
        var turn = new WorkerTurn(this, _host, _ownContext, _admission, isStandIn: true)
        {
            Traces = outside.Traces,
            Thread = outside.Thread,
        };
        Turn.Exchange(turn);
        Search.Turn = turn;
        _hasStandIn = true;
        while (RunBatch(turn))
        {
        }

        Turn.Exchange(outside);
        if (turn.Worker is not null)
        {
            turn.Detach();
            Vacate();
        }
    }

    /// <summary>Leaves the worker to its own thread.</summary>
    public void Vacate() => _seat.Vacate();

    /// <summary>The thread that called a stand-in is the worker again: that had not begun.</summary>
    public void ComeBack(WorkerTurn turn)
    {
        _scheduler.CameBack();
        turn.Attach(this, _admission);
    }

    /// <summary>
    /// Between two turns. The worker's own thread that has stepped aside waits for its worker. A stand-in leaves when
    /// that is so, or when it has stepped aside itself.
    /// </summary>
    private bool StaysWorker(WorkerTurn turn)
    {
        if (turn.Worker is not null)
        {
            return !_seat.IsClaimed;
        }

        RuntimeThread.CleanUp();
        _scheduler.CameBack();
        if (!turn.IsStandIn)
        {
            TakeBack();
        }

        return !turn.IsStandIn;
    }

    private void TakeBack()
    {
        _seat.Claim();
        while (!_seat.TryTake())
        {
            // The stand-in that sleeps would look at the claim when it is woken for something else.
            if (_idle.TryTakeSleeper(Index))
            {
                Unpark();
            }

            _seat.Wait();
        }

        _hasStandIn = false;
        _ownTurn.Attach(this, _admission);
        Search.Turn = _ownTurn;
    }
}
