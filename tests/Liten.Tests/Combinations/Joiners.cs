namespace Liten.Tests.Combinations;

/// <summary>Those who join the task of a cell, in the way that the cell says.</summary>
internal sealed class Joiners(LifeCell cell, Subject subject, CellRecord record, CellRuntime place, CellRuntime elsewhere)
{
    private readonly List<Joiner> _joiners = [];
    private readonly List<Func<bool>> _ends = [];
    private Task? _task;

    /// <summary>Right after the spawn.</summary>
    public void Begin()
    {
        switch (cell.Joined)
        {
            case JoinKind.Awaited:
                Spawn(place, Add().AwaitInTask);
                break;
            case JoinKind.JoinAsync:
                Spawn(place, Add().JoinInTask);
                break;
            case JoinKind.AsTask:
                Add();
                _task = subject.Handle.AsTask();
                break;
            case JoinKind.TwoAwaiters:
                Spawn(place, Add().AwaitInTask);
                Spawn(place, Add().AwaitInTask);
                break;
            case JoinKind.FromOtherRuntime:
                Spawn(elsewhere, Add().AwaitInTask);
                break;
            case JoinKind.FromOutside:
                Task outside = Add().AwaitOutside();
                _ends.Add(() => outside.IsCompleted);
                break;
        }
    }

    /// <summary>After the task's end: waits until every joiner has seen it.</summary>
    public void End()
    {
        if (cell.Joined == JoinKind.AfterItsEnd)
        {
            Spawn(elsewhere, Add().AwaitInTask);
        }

        if (_task is not null)
        {
            _joiners[0].Wait(_task);
        }

        foreach (Func<bool> hasEnded in _ends)
        {
            Waiting.Until(hasEnded);
        }

        _joiners.ForEach(static joiner => joiner.Report());
    }

    private Joiner Add()
    {
        var joiner = new Joiner(subject, record, _joiners.Count);
        _joiners.Add(joiner);
        return joiner;
    }

    private void Spawn(CellRuntime where, Func<LitenTask> body)
    {
        JoinHandle task = where.Spawn(body);
        _ends.Add(() => task.IsCompleted);
    }
}
