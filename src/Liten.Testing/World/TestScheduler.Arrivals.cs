using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Liten.Testing;

/// <content>What comes from other threads: it waits until the next step.</content>
internal sealed partial class TestScheduler
{
    private readonly List<WorkItem> _injected = [];
    private readonly Lock _latch = new();
    private readonly Parker _arrival = new();

    /// <summary>Waits in real time for something from another thread.</summary>
    /// <returns>False if nothing has come.</returns>
    public bool WaitForArrival(TimeSpan limit)
    {
        if (Carriers is { Blocked.Count: > 0 } carriers)
        {
            return WaitForEndOfWait(carriers, limit);
        }

        bool hasCome = _arrival.ParkFor(Nanoseconds.In(limit));
        TakeInjected();
        return hasCome || Ready.Count > 0;
    }

    /// <summary>Nothing tells when a wait that blocks is over: it is looked after now and then.</summary>
    private bool WaitForEndOfWait(Carriers carriers, TimeSpan limit)
    {
        long begin = Stopwatch.GetTimestamp();
        do
        {
            _arrival.ParkFor(Nanoseconds.PerMillisecond);
            TakeInjected();
            carriers.LookAfterBlocked(inRealTime: true);
        }
        while (Ready.Count == 0 && Stopwatch.GetElapsedTime(begin) < limit);
        return Ready.Count > 0;
    }

    private bool Inject(WorkItem item)
    {
        lock (_latch)
        {
            _injected.Add(item);
        }

        _arrival.Unpark();
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakeInjected()
    {
        if (_injected.Count > 0)
        {
            MoveInjected();
        }
    }

    private void MoveInjected()
    {
        lock (_latch)
        {
            foreach (WorkItem item in _injected)
            {
                Ready.AddLast(item);
            }

            _injected.Clear();
        }
    }
}
