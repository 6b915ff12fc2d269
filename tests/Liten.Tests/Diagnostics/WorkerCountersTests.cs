using System.Runtime.CompilerServices;

namespace Liten.Tests.Diagnostics;

public class WorkerCountersTests
{
    [Fact]
    public void New_AllZero() => AssertNumbers(new WorkerCounters(), 0, 0, 0, 0, 0, 0, 0, 0, 0);

    [Fact]
    public void Count_EachOnce_ChangesItsOwnNumberOnly()
    {
        AssertNumbers(After(c => c.CountPoll()), 1, 0, 0, 0, 0, 0, 0, 0, 0);
        AssertNumbers(After(c => c.CountPolls(64)), 64, 0, 0, 0, 0, 0, 0, 0, 0);
        AssertNumbers(After(c => c.CountSpawn()), 0, 1, 0, 0, 0, 0, 0, 0, 0);
        AssertNumbers(After(c => c.CountCompletion()), 0, 0, 1, 0, 0, 0, 0, 0, 0);
        AssertNumbers(After(c => c.CountBusyNanoseconds(7)), 0, 0, 0, 7, 0, 0, 0, 0, 0);
        AssertNumbers(After(c => c.CountPark()), 0, 0, 0, 0, 1, 0, 0, 0, 0);
        AssertNumbers(After(c => c.CountUnpark()), 0, 0, 0, 0, 0, 1, 0, 0, 0);
        AssertNumbers(After(c => c.CountSteal(5)), 0, 0, 0, 0, 0, 0, 1, 5, 0);
        AssertNumbers(After(c => c.CountOverflow()), 0, 0, 0, 0, 0, 0, 0, 0, 1);
    }

    [Fact]
    public void Count_ReadByAnotherThread_NeverDecreasesAndEndsExact()
    {
        const int Rounds = 1_000_000;
        WorkerCounters counters = new();

        WatchedThreads.Run(
            () => counters.Polls,
            () =>
            {
                for (int i = 0; i < Rounds; i++)
                {
                    counters.CountPoll();
                }
            },
            () =>
            {
                long last = 0;
                while (last < Rounds)
                {
                    long now = counters.Polls;
                    Assert.True(now >= last);
                    last = now;
                }
            });

        Assert.Equal(Rounds, counters.Polls);
    }

    [Fact]
    public void Layout_Always_KeepsOthersOffTheCacheLines()
    {
        WorkerCounters.Fields fields = default;
        ref byte start = ref Unsafe.As<WorkerCounters.Fields, byte>(ref fields);
        nint first = Unsafe.ByteOffset(ref start, ref Unsafe.As<long, byte>(ref fields.Polls));
        nint last = Unsafe.ByteOffset(ref start, ref Unsafe.As<long, byte>(ref fields.Overflows));

        Assert.True(first >= 128);
        Assert.True(Unsafe.SizeOf<WorkerCounters.Fields>() - last - sizeof(long) >= 128);
    }

    private static WorkerCounters After(Action<WorkerCounters> count)
    {
        WorkerCounters counters = new();
        count(counters);
        return counters;
    }

    private static void AssertNumbers(WorkerCounters c, params long[] expected) =>
        Assert.Equal(
            expected,
            (long[])[c.Polls, c.Spawned, c.Completed, c.BusyNanoseconds, c.Parks, c.Unparks, c.StealOperations, c.StolenTasks, c.Overflows]);
}
