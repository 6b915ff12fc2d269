namespace Liten;

/// <content>What the task's code waits for, for a reader on any thread, which stops nobody and locks nothing.</content>
public abstract partial class TaskCore
{
    /// <summary>
    /// What the task waits for. Several calls of its code may wait at once; then the answer names the first few.
    /// </summary>
    /// <remarks>Each wait is looked at before and after; one that has gone on meanwhile is told as moving.</remarks>
    internal WaitReading ReadWait()
    {
        if (!State.IsStarted && !HasOpenCalls)
        {
            return new(new WaitTarget(WaitKind.Queued, "nothing: it is queued and was not begun"));
        }

        CallList.Batch batch = default;
        Span<OpenWait> waits = batch;
        int found = PeekWaits(waits);
        return found > 0 ? Read(waits[..found]) : ReadForeign();
    }

    /// <summary>What the task's body has returned and not ended yet: the outermost call, or a bare wait.</summary>
    internal virtual AwaitSource? OpenCall => null;

    /// <summary>Suspended calls of the task's code that wait for something that an abort can end.</summary>
    /// <param name="most">How many are looked at.</param>
    /// <param name="all">Whether those are meant as well that await another call, or are about to go on.</param>
    internal List<WorkItem> PeekCalls(int most, bool all = false) => _calls.PeekCalls(most, this, all);

    /// <summary>What suspended calls of the task's code wait for, as far as an abort can end it.</summary>
    /// <param name="waits">Takes the first of them.</param>
    /// <returns>How many there are.</returns>
    internal int PeekWaits(Span<OpenWait> waits)
    {
        int found = _calls.PeekWaits(waits, this);
        if (OpenWait.TryRead(this, out OpenWait own))
        {
            // Of a body that returned a wait as it is: then it has no call of its own.
            waits[0] = own;
            found = Math.Max(found, 1);
        }

        return found;
    }

    private static WaitReading Read(ReadOnlySpan<OpenWait> waits)
    {
        WaitTarget first = waits[0].Describe();
        WaitTarget target = first;
        foreach (OpenWait wait in waits[1..])
        {
            WaitTarget next = wait.Describe();

            target = target.With(next);
        }

        return new(target, waits[0].Wait, waits[0].Version);
    }

    private WaitReading ReadForeign()
        => Foreign is { } wait && wait.Read(this, out long milliseconds) is { } awaited
            ? new(new WaitTarget(WaitKind.Foreign, ForeignName.Of(awaited)), awaited, 0, milliseconds)
            : new(new WaitTarget(WaitKind.Running, "nothing: its code runs, or is queued to run"));

    private WaitTarget DescribeEnd()
        => new(WaitKind.Task, $"the end of {Describe()}", TaskId) { Subject = "the end of a task" };
}
