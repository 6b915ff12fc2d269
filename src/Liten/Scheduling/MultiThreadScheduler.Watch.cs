namespace Liten;

/// <content>What the watch of the runtime reads.</content>
internal sealed partial class MultiThreadScheduler
{
    public override IReadOnlyList<WorkerStatus> Workers
        => [.. _workers.Select(static worker => worker.Status)];

    public override int InjectionQueueDepth
        => _parts.StealsWork ? _injection.Count : _workers.Sum(worker => worker.Injection.Count);

    public override IReadOnlyList<(long Taken, long Come)> InjectionEnds => _parts.StealsWork
        ? [_injection.Ends]
        : [.. _workers.Select(static worker => worker.Injection.Ends)];

    public override bool IsAwake => Idle.AwakeCount > 0;

    public override void RecordTurns(bool isWanted)
    {
        foreach (Worker worker in _workers)
        {
            worker.Search.Recording = isWanted ? new TurnRecording() : null;
        }
    }

    public override void SampleTurns(bool isWanted)
    {
        foreach (Worker worker in _workers)
        {
            worker.Search.Samples = isWanted ? worker.Search.Samples ?? new SampleRing() : null;
        }
    }
}
