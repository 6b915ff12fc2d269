using System.Collections;
using System.Collections.Concurrent;

#pragma warning disable xUnit1051 // Whether a loop has a token is what these tests choose.

namespace Liten.Tests.Scopes;

/// <summary>The loop whose rounds run at the same time: order, limit, failures, the end of the source.</summary>
public sealed partial class ForEachAsyncTests
{
    private readonly ConcurrentQueue<UnhandledExceptionInfo> _unhandled = new();

    public static TheoryData<bool> Kinds => [false, true];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EachItem_IsDoneOnce(bool isAsync)
    {
        using RuntimeUnderTest it = NewRuntime();
        int[] done = new int[5000];

        it.Run(async () => await Loop(isAsync, Source.Of(done.Length), 8, async item =>
        {
            if (item % 3 > 0)
            {
                await LitenTask.Yield();
            }

            Interlocked.Increment(ref done[item]);
        }));

        Assert.All(done, static times => Assert.Equal(1, times));
    }

    [Fact]
    public void EveryKindOfBody_AndSource()
    {
        using RuntimeUnderTest it = NewRuntime();
        int sum = 0;

        it.Run(async () =>
        {
            await LitenTask.ForEachAsync([1, 2], 2, async item => Interlocked.Add(ref sum, item));
            await LitenTask.ForEachAsync([10, 20], 2, async Task (item) => await Add(item));
            await LitenTask.ForEachAsync([100, 200], 2, async ValueTask (item) => await Add(item));
            await LitenTask.ForEachAsync(Source.Of(3).AsAsync(), 2, async item => await Add(1000));
            await LitenTask.ForEachAsync(Source.Of(3).AsAsync(), 2, async Task (item) => await Add(10_000));
            await LitenTask.ForEachAsync(Source.Of(3).AsAsync(), 2, async ValueTask (item) => await Add(100_000));
        });

        Assert.Equal(333_333, sum);

        async Task Add(int item)
        {
            Assert.NotEqual(0, LitenTask.Current.Id);
            await LitenTask.Yield();
            Interlocked.Add(ref sum, item);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EmptySource_EndsAndIsDisposed(bool isAsync)
    {
        using RuntimeUnderTest it = NewRuntime();
        var source = Source.Of(0);
        it.Run(async () => await Loop(isAsync, source, 3, static async _ => Assert.Fail("there is no item")));
        Assert.Equal(1, source.Disposed);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    public void MaxConcurrency_IsReachedAndNeverExceeded(bool isAsync, int most)
    {
        using RuntimeUnderTest it = NewRuntime(workers: 4);
        int running = 0;
        int peak = 0;

        it.Run(async () =>
        {
            var barrier = new AsyncBarrier(most);
            await Loop(isAsync, Source.Of(300), most, async _ =>
            {
                Max(ref peak, Interlocked.Increment(ref running));

                // All places are taken at the same time, or this waits for ever.
                await barrier.ArriveAsync();
                Max(ref peak, Volatile.Read(ref running));
                Interlocked.Decrement(ref running);
            });
        });

        Assert.Equal(most, peak);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void BodyFails_TheOthersAreAborted_AndItComesOutWhenTheSourceIsDisposed(bool isAsync)
    {
        using RuntimeUnderTest it = NewRuntime();
        int unwound = 0;
        var source = Source.Of(int.MaxValue);

        FormatException failure = it.Run(async () =>
        {
            var started = new AsyncBarrier(4);
            var thrown = await Assert.ThrowsAsync<FormatException>(() => Loop(isAsync, source, 4, async item =>
            {
                await started.ArriveAsync();
                if (item == 2)
                {
                    throw new FormatException("of item 2");
                }

                try
                {
                    await Time.Sleep(Timeout.InfiniteTimeSpan);
                }
                finally
                {
                    Interlocked.Increment(ref unwound);
                }
            }).AsTask());
            Assert.Equal((1, 3), (source.Disposed, unwound));
            return thrown;
        });

        Assert.Equal("of item 2", failure.Message);
        Assert.Equal(4, source.Pulled);
        Assert.Empty(_unhandled);
    }

    [Theory]
    [InlineData(false, "open")]
    [InlineData(false, "move")]
    [InlineData(false, "dispose")]
    [InlineData(true, "open")]
    [InlineData(true, "move")]
    [InlineData(true, "dispose")]
    public void SourceFails_ItComesOut(bool isAsync, string where)
    {
        using RuntimeUnderTest it = NewRuntime();
        var source = Source.Of(10, where);
        var failure = it.Run(async () => await Assert.ThrowsAsync<InvalidDataException>(
            () => Loop(isAsync, source, 3, static async _ => await LitenTask.Yield()).AsTask()));
        Assert.Equal(where, failure.Message);
        Assert.Equal(where == "open" ? 0 : 1, source.Disposed);
        Assert.Empty(_unhandled);
    }

    [Fact]
    public void RuntimeIsFull_FewerRunAtATime()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).MaxTasks(3));
        int done = 0;
        it.Run(async () => await LitenTask.ForEachAsync(Source.Of(100), 50, async _ =>
        {
            await LitenTask.Yield();
            Interlocked.Increment(ref done);
        }));
        Assert.Equal(100, done);
    }

    private static LitenTask Loop(
        bool isAsync, Source source, int maxConcurrency, Func<int, LitenTask> body, CancellationToken cancellationToken = default)
        => isAsync
            ? LitenTask.ForEachAsync(source.AsAsync(), maxConcurrency, body, cancellationToken)
            : LitenTask.ForEachAsync(source, maxConcurrency, body, cancellationToken);

    private static void Max(ref int peak, int value)
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref peak);
        }
        while (seen < value && Interlocked.CompareExchange(ref peak, value, seen) != seen);
    }

    private RuntimeUnderTest NewRuntime(int workers = 2)
        => new(Runtime.CreateBuilder().WorkerThreads(workers).OnUnhandledException(_unhandled.Enqueue));

    /// <summary>Counts up; fails where it shall, and where two are in it at once or it runs outside of the runtime.</summary>
    private sealed class Source(int count, string? failsAt) : IEnumerable<int>, IEnumerator<int>
    {
        private int _inside;

        public int Pulled { get; private set; }

        public int Disposed { get; private set; }

        public int Current { get; private set; } = -1;

        object IEnumerator.Current => Current;

        public static Source Of(int count, string? failsAt = null) => new(count, failsAt);

        public async IAsyncEnumerable<int> AsAsync()
        {
            using IEnumerator<int> items = GetEnumerator();
            while (items.MoveNext())
            {
                if (items.Current % 4 == 0)
                {
                    Assert.Equal(1, Interlocked.Increment(ref _inside));
                    await LitenTask.Yield();
                    Interlocked.Decrement(ref _inside);
                }

                yield return items.Current;
            }
        }

        public IEnumerator<int> GetEnumerator()
        {
            FailAt("open");
            return this;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public bool MoveNext()
        {
            Assert.Equal(1, Interlocked.Increment(ref _inside));
            Assert.NotNull(TaskCore.Current);
            FailAt("move");
            bool moves = Pulled < count;
            Pulled += moves ? 1 : 0;
            Current++;
            Interlocked.Decrement(ref _inside);
            return moves;
        }

        public void Dispose()
        {
            Disposed++;
            Assert.NotNull(TaskCore.Current);
            FailAt("dispose");
        }

        public void Reset() => throw new NotSupportedException();

        private void FailAt(string where)
        {
            if (where == failsAt)
            {
                throw new InvalidDataException(where);
            }
        }
    }

    /// <summary>A million objects; looks whether those of long ago have been collected.</summary>
    private sealed class Collected : IEnumerable<object>
    {
        private const int Items = 1_000_000;
        private const int Stage = Items / 10;

        public int StillAlive { get; private set; }

        public IEnumerator<object> GetEnumerator()
        {
            List<WeakReference> samples = [];
            for (int i = 0; i < Items; i++)
            {
                object item = new();
                if (i % (Stage / 100) == 0)
                {
                    samples.Add(new WeakReference(item));
                }

                yield return item;
                if ((i + 1) % Stage == 0)
                {
                    GC.Collect();
                    StillAlive = Math.Max(StillAlive, samples.Count(static sample => sample.IsAlive));
                }
            }
        }

        public async IAsyncEnumerable<object> AsAsync()
        {
            foreach (object item in this)
            {
                yield return item;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
