using System.Runtime.CompilerServices;

namespace Liten.Tests.Combinations;

/// <summary>The task that a cell is about: its code, in each kind of body, and the gates at which the cell acts.</summary>
/// <remarks>Bodies of all kinds do the same: a first turn, a wait of Liten's, a turn, a foreign wait, a yield, a finally block.</remarks>
internal sealed class Subject(CellRecord record)
{
    /// <summary>The method in the stack trace of all that the task throws.</summary>
    public const string NameOfThrower = nameof(ThrowIf);

    private readonly LifeCell _cell = record.Cell;
    private readonly ManualResetEventSlim[] _reached = [.. Enum.GetValues<Phase>().Select(static _ => new ManualResetEventSlim())];
    private readonly ManualResetEventSlim[] _open = [.. Enum.GetValues<Phase>().Select(static _ => new ManualResetEventSlim())];
    private readonly TaskCompletionSource _foreign = new();
    private readonly (OneshotSender<int> Sender, OneshotReceiver<int> Receiver) _channel = Oneshot.Create<int>();

    /// <summary>The task's result, in bodies that have one.</summary>
    public object? Value { get; } = record.Cell.Body is BodyKind.LitenTaskOfReference or BodyKind.BlockingJob ? new object() : null;

    public JoinHandle Handle { get; private set; } = null!;

    public void Spawn(Runtime runtime) => Handle = _cell.Body switch
    {
        BodyKind.LitenTask => runtime.Spawn(RunAsync),
        BodyKind.LitenTaskOfReference => runtime.Spawn(RunToValueAsync),
        BodyKind.Task => runtime.Spawn(RunAsTask),
        _ => runtime.SpawnBlocking(RunBlocking),
    };

    /// <summary>Waits until the task has come to a phase.</summary>
    /// <returns>False if it has ended before: then the phase never comes.</returns>
    public bool WaitFor(Phase phase)
    {
        // The slices of time only serve to notice that a task has ended too early.
        while (!_reached[(int)phase].Wait(TimeSpan.FromMilliseconds(20)))
        {
            if (Handle.IsCompleted)
            {
                return _reached[(int)phase].IsSet;
            }
        }

        return true;
    }

    /// <summary>Lets the task go on from a phase.</summary>
    public void Release(Phase phase)
    {
        _open[(int)phase].Set();
        if (phase == Phase.LitenWait)
        {
            _channel.Sender.TrySend(1);
        }
        else if (phase == Phase.ForeignWait)
        {
            _foreign.TrySetResult();
        }
    }

    private async LitenTask RunAsync()
    {
        try
        {
            TakeFirstTurn();
            await ReceiveAsync();
            TakeSecondTurn();
            await WaitForForeignAsync();
            ThrowIf(ThrowPlace.AfterForeignAwait);
            await LitenTask.Yield();
        }
        finally
        {
            Unwind();
        }
    }

    private async LitenTask<object?> RunToValueAsync()
    {
        try
        {
            TakeFirstTurn();
            await ReceiveAsync();
            TakeSecondTurn();
            await WaitForForeignAsync();
            ThrowIf(ThrowPlace.AfterForeignAwait);
            await LitenTask.Yield();
            return Value;
        }
        finally
        {
            Unwind();
        }
    }

    private async Task RunAsTask()
    {
        try
        {
            TakeFirstTurn();
            await ReceiveAsync();
            TakeSecondTurn();
            await WaitForForeignAsync();
            ThrowIf(ThrowPlace.AfterForeignAwait);
            await LitenTask.Yield();
        }
        finally
        {
            Unwind();
        }
    }

    private object? RunBlocking()
    {
        try
        {
            TakeFirstTurn();
            ThrowIf(ThrowPlace.CancellationOfNoToken);
            return Value;
        }
        finally
        {
            Unwind();
        }
    }

    private void TakeFirstTurn()
    {
        record.CountBegin();
        StopAt(Phase.FirstTurn);
        ThrowIf(ThrowPlace.BeforeFirstAwait);
    }

    private LitenTask<int> ReceiveAsync()
    {
        _reached[(int)Phase.LitenWait].Set();
        return _channel.Receiver.ReceiveAsync();
    }

    private void TakeSecondTurn()
    {
        StopAt(Phase.BetweenAwaits);
        ThrowIf(ThrowPlace.AfterLitenAwait);
        ThrowIf(ThrowPlace.CancellationOfNoToken);
    }

    private Task WaitForForeignAsync()
    {
        Task wait = _cell.ForeignWaitHonoursToken ? _foreign.Task.WaitAsync(LitenTask.Current.CancellationToken) : _foreign.Task;
        _reached[(int)Phase.ForeignWait].Set();
        return wait;
    }

    private void Unwind()
    {
        record.CountUnwinding();
        record.KnewOfAbort = LitenTask.Current.IsAbortRequested;
        ThrowIf(ThrowPlace.InFinally);
    }

    /// <summary>Holds the thread, in a turn of the task, until the cell has acted.</summary>
    private void StopAt(Phase phase)
    {
        _reached[(int)phase].Set();
        if (!_cell.ActsAt(phase))
        {
            return;
        }

        _open[(int)phase].Wait();
        if (_cell.AbortPhase == phase && _cell.By == Aborter.Itself)
        {
            Handle.Abort();
        }

        if (_cell.ShutdownPhase == phase && _cell.Body != BodyKind.BlockingJob)
        {
            Waiting.Until(() => LitenTask.Current.IsAbortRequested);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // The stack traces are checked for its name.
    private void ThrowIf(ThrowPlace place)
    {
        if (_cell.Throws == place)
        {
            throw place == ThrowPlace.CancellationOfNoToken ? new SubjectCanceledException(record) : new SubjectException(record);
        }
    }
}
