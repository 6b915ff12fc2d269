namespace Liten.Tests.Lanes;

/// <summary>How one worker divides its time, by a clock that only the test moves.</summary>
public sealed class LaneSharesTests
{
    [Fact]
    public void Shares_AllWantToRun_TimeIsDividedByThem()
    {
        var worker = new VirtualWorker(shares: [8, 1, 3]);

        worker.Run(nanoseconds: 100_000_000, turn: static lane => lane == 1 ? 170_000 : 40_000);

        worker.AssertShares(0, 8 / 12.0);
        worker.AssertShares(1, 1 / 12.0);
        worker.AssertShares(2, 3 / 12.0);
    }

    [Fact]
    public void Shares_OneHasSlept_ItSavesNothingUp()
    {
        var worker = new VirtualWorker(shares: [1, 1]);
        worker.Sleeping.Add(1);
        worker.Run(1_000_000_000, static _ => 100_000);

        worker.Sleeping.Clear();
        worker.Forget();
        worker.Run(100_000_000, static _ => 100_000);

        worker.AssertShares(1, 0.5);
    }

    [Fact]
    public void Shares_OneWasKeptBackByItsLimit_ItCatchesUpALittleOnly()
    {
        var worker = new VirtualWorker(shares: [1, 1]);
        worker.Full.Add(1);
        worker.Run(1_000_000_000, static _ => 100_000);

        worker.Full.Clear();
        worker.Forget();
        worker.Run(100_000_000, static _ => 100_000);

        worker.AssertShares(1, 0.5);
    }

    [Fact]
    public void Shares_TurnsShorterThanTheShares_AreCountedAllTheSame()
    {
        var worker = new VirtualWorker(shares: [1000, 500]);

        worker.Run(10_000_000, static _ => 7);

        worker.AssertShares(0, 2 / 3.0);
    }

    /// <summary>A worker that chooses and charges as the real one does, with turns as long as it is told.</summary>
    private sealed class VirtualWorker(int[] shares)
    {
        private readonly LaneShares _shares = new(shares);
        private readonly long[] _used = new long[shares.Length];

        public HashSet<int> Sleeping { get; } = [];

        public HashSet<int> Full { get; } = [];

        public void Forget() => Array.Clear(_used);

        public void Run(long nanoseconds, Func<int, long> turn)
        {
            for (long now = 0; now < nanoseconds;)
            {
                int lane = Choose();
                long used = turn(lane);
                _shares.Charge(lane, used);
                _used[lane] += used;
                now += used;
            }
        }

        public void AssertShares(int lane, double expected)
            => Assert.InRange(_used[lane] / (double)_used.Sum(), expected * 0.95, expected * 1.05);

        private int Choose()
        {
            int next = -1;
            for (int lane = 0; lane < shares.Length; lane++)
            {
                if (Sleeping.Contains(lane))
                {
                    _shares.NoteSleep(lane);
                }
                else if (!Full.Contains(lane) && (next < 0 || _shares.TimeOf(lane) < _shares.TimeOf(next)))
                {
                    next = lane;
                }
            }

            _shares.NoteEarliest(_shares.TimeOf(next));
            return next;
        }
    }
}
