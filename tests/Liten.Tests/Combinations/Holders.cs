using System.Collections.Concurrent;

namespace Liten.Tests.Combinations;

/// <summary>Code that occupies every thread which could run the task of a cell, so that the task stays queued.</summary>
internal sealed class Holders
{
    private readonly BlockingCollection<Action> _orders = [];

    public Holders(CellRuntime place, BodyKind body)
    {
        int count = body == BodyKind.BlockingJob ? 1 : place.Threads;
        using var begun = new CountdownEvent(count);
        for (int i = 0; i < count; i++)
        {
            if (body == BodyKind.BlockingJob)
            {
                place.SpawnBlocking(() => Hold(begun));
            }
            else
            {
                place.Spawn(() =>
                {
                    Hold(begun);
                    return default;
                });
            }
        }

        begun.Wait();
    }

    /// <summary>Runs code on one of the threads, inside the task that holds it.</summary>
    public void Run(Action code)
    {
        using var done = new ManualResetEventSlim();
        _orders.Add(() =>
        {
            code();
            done.Set();
        });
        done.Wait();
    }

    public void LeaveAll() => _orders.CompleteAdding();

    private void Hold(CountdownEvent begun)
    {
        begun.Signal();
        foreach (Action order in _orders.GetConsumingEnumerable())
        {
            order();
        }
    }
}
