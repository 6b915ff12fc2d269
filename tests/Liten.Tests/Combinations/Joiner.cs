using System.Diagnostics;

namespace Liten.Tests.Combinations;

/// <summary>Waits for the task of a cell in one way, and notes what it sees.</summary>
internal sealed class Joiner(Subject subject, CellRecord record, int index)
{
    private Sight _sight = Sight.JoinerNeverBegan;

    /// <summary>For a joiner that is a task.</summary>
    public async LitenTask AwaitInTask()
    {
        _sight = Sight.None;
        long self = LitenTask.Current.Id;
        try
        {
            _sight = OfValue(subject.Handle is JoinHandle<object?> typed ? await typed : await AwaitVoid());
        }
        catch (Exception exception)
        {
            _sight = OfException(exception, self);
        }
    }

    /// <summary>For a joiner that is a task and uses JoinAsync.</summary>
    public async LitenTask JoinInTask()
    {
        _sight = Sight.None;
        long self = LitenTask.Current.Id;
        try
        {
            _sight = subject.Handle is JoinHandle<object?> typed ? OfJoin(await typed.JoinAsync()) : OfJoin(await subject.Handle.JoinAsync());
        }
        catch (Exception exception)
        {
            _sight = OfException(exception, self);
        }
    }

    /// <summary>For a joiner that is in no runtime.</summary>
    public async Task AwaitOutside()
    {
        try
        {
            _sight = OfValue(subject.Handle is JoinHandle<object?> typed ? await typed : await AwaitVoid());
        }
        catch (Exception exception)
        {
            _sight = OfException(exception, self: 0);
        }
    }

    /// <summary>For a Task made by AsTask: waits for its end on the calling thread.</summary>
    public void Wait(Task task)
    {
        ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        _sight = task.Status switch
        {
            TaskStatus.RanToCompletion => OfValue(task is Task<object?> typed ? typed.Result : null),
            TaskStatus.Canceled => Sight.CanceledTask,
            _ => OfException(task.Exception!.InnerException!, self: 0),
        };
    }

    /// <summary>Writes down what was seen.</summary>
    public void Report() => record.Sights[index] = _sight;

    private async LitenTask<object?> AwaitVoid()
    {
        await subject.Handle;
        return null;
    }

    private Sight OfJoin(JoinResult<object?> join) => join switch
    {
        { IsSuccess: true, IsFaulted: false, IsCanceled: false, IsAborted: false, Exception: null } => OfValue(join.Value),
        _ => OfFailedJoin(join.IsSuccess, join.IsFaulted, join.IsCanceled, join.IsAborted, join.Exception),
    };

    private Sight OfJoin(JoinResult join) => join switch
    {
        { IsSuccess: true, IsFaulted: false, IsCanceled: false, IsAborted: false, Exception: null } => OfValue(null),
        _ => OfFailedJoin(join.IsSuccess, join.IsFaulted, join.IsCanceled, join.IsAborted, join.Exception),
    };

    private Sight OfFailedJoin(bool success, bool faulted, bool canceled, bool aborted, Exception? exception)
    {
        Sight sight = exception is null ? Sight.Wrong : OfException(exception, self: 0);
        bool isCancellation = exception is SubjectCanceledException;
        (bool, bool, bool) expected = sight == Sight.Exception ? (!isCancellation, isCancellation, false) : (false, false, true);
        bool agrees = !success && (faulted, canceled, aborted) == expected;
        return agrees ? sight : Wrong($"JoinResult with success {success}, faulted {faulted}, canceled {canceled}, aborted {aborted}, {exception}");
    }

    private Sight OfValue(object? value) => ReferenceEquals(value, subject.Value) ? Sight.Result : Wrong($"result {value ?? "null"}");

    private Sight OfException(Exception exception, long self) => exception switch
    {
        ISubjectFailure failure when failure.Record == record && HasItsTrace(exception) => Sight.Exception,
        TaskAbortedException aborted when aborted.TaskId == subject.Handle.Id => Sight.TaskAborted,
        TaskAbortedException aborted when aborted.TaskId == self => Sight.JoinerAborted,
        _ => Wrong($"exception {exception}"),
    };

    private static bool HasItsTrace(Exception exception)
        => new StackTrace(exception, fNeedFileInfo: false).GetFrames().Any(static frame => frame.GetMethod()?.Name == Subject.NameOfThrower);

    private Sight Wrong(string what)
    {
        record.AddAmiss($"joiner {index} saw {what}");
        return Sight.Wrong;
    }
}
