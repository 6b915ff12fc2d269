using System.Runtime.CompilerServices;
using System.Threading.Channels;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Signals;

/// <summary>What every wait of this folder promises: tokens, aborts, closing, and no memory.</summary>
public sealed class SignalWaitTests : IDisposable
{
    private static readonly CancellationToken s_cancelled = new(canceled: true);

    /// <summary>Whether the thread is inside of a call that must not run the waiting code.</summary>
    [ThreadStatic]
    private static bool t_inside;

    private readonly ListScheduler _runtime = new();
    private readonly List<int> _log = [];

    public static TheoryData<string> Names => SignalCase.Names;

    public static TheoryData<string, int> Positions =>
        new(SignalCase.Names.SelectMany(row => Enumerable.Range(0, 3).Select(position => (row.Data, position))));

    public static TheoryData<string> Channels => SignalCase.Channels;

    public void Dispose() => _runtime.Dispose();

    [Theory, MemberData(nameof(Names))]
    public void Edge01_CancelledWaits_LeaveTheQueueAtOnceAndMemoryFlat(string name)
    {
        var signal = SignalCase.Of(name);
        WeakReference[] sources = WaitAndCancel(signal, count: 100_000);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        // A node that is still queued or registered would hold its token's source.
        Assert.DoesNotContain(sources, source => source.IsAlive);
        GC.KeepAlive(signal);
    }

    /// <summary>Whether the token fires before, inside or after its registration: the gift is taken, or still there.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Edge02_TokenRacesRegistrationAndGift_NothingIsLost(string name)
    {
        const int rounds = 3_000;
        SignalCase[] signals = [.. Enumerable.Range(0, rounds).Select(_ => SignalCase.Of(name))];
        SignalCase.Reader[] readers = [.. signals.Select(signal => signal.NewReader())];
        CancellationTokenSource[] sources = [.. signals.Select(_ => new CancellationTokenSource())];
        LitenTask<int>[] waits = new LitenTask<int>[rounds];

        Race.Run(rounds,
            round => waits[round] = readers[round].WaitAsync(sources[round].Token),
            round => signals[round].Give(),
            round => sources[round].Cancel());

        for (int round = 0; round < rounds; round++)
        {
            Assert.True(SpinWait.SpinUntil(() => waits[round].IsCompleted, Patience.Limit));
            try
            {
                Assert.Equal(1, Result(waits[round]));
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(1, Result(readers[round].WaitAsync(default)));
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Edge06_CancelAndGive_RunNoWaitingCodeOnTheirStack(string name)
    {
        var signal = SignalCase.Of(name);
        SignalCase.Reader reader = signal.NewReader();
        using var source = new CancellationTokenSource();
        Patience.OnThread(() =>
        {
            Task<bool> cancelled = WaitedInsideAsync(reader, source.Token);
            Task<bool> given = Task.FromResult(false);
            t_inside = true;
            source.Cancel();
            t_inside = false;
            Assert.False(Patience.Get(cancelled));

            given = WaitedInsideAsync(reader, CancellationToken.None);
            t_inside = true;
            signal.Give();
            t_inside = false;
            Assert.False(Patience.Get(given));
        });
    }

    [Theory, MemberData(nameof(Names))]
    public void Edge07_GivenThenCancelled_TheGiftStands(string name)
    {
        var signal = SignalCase.Of(name);
        using var source = new CancellationTokenSource();
        LitenTask<int> wait = signal.NewReader().WaitAsync(source.Token);

        signal.Give();
        source.Cancel();

        _runtime.RunAll();
        Assert.Equal(1, Result(wait));
    }

    [Theory, MemberData(nameof(Names))]
    public void Edge13_AfterACancelledWait_TheNextOneIsAsBefore(string name)
    {
        var signal = SignalCase.Of(name);
        SignalCase.Reader reader = signal.NewReader();
        using var source = new CancellationTokenSource();
        LitenTask<int> wait = reader.WaitAsync(source.Token);
        source.Cancel();
        _runtime.RunAll();
        AssertCancelled(wait, source.Token);
        if (reader.EnumerateAsync is not null)
        {
            signal.Close();
            Assert.Equal(0, RunTask(() => reader.EnumerateAsync(CancellationToken.None)));
            return;
        }

        signal.Give();
        Assert.Equal(1, Result(reader.WaitAsync(default)));
    }

    [Theory, MemberData(nameof(Channels))]
    public void Edge12_CloseWithAnError_EveryReceivingFormThrowsItInside(string name)
    {
        var signal = SignalCase.Of(name);
        SignalCase.Reader reader = signal.NewReader();
        var error = new IOException("the reason");
        LitenTask<int> wait = reader.WaitAsync(default);

        signal.Close(error);
        signal.Close(new IOException("too late"));

        _runtime.RunAll();
        Assert.Same(error, Assert.Throws<ChannelClosedException>(() => Result(wait)).InnerException);
        Assert.Same(error, Assert.Throws<ChannelClosedException>(() => Result(reader.WaitAsync(default))).InnerException);
        Assert.Same(error, Assert.Throws<ChannelClosedException>(() => reader.TryReceive!()).InnerException);
        Assert.Same(error, Assert.Throws<ChannelClosedException>(() => RunTask(() => reader.EnumerateAsync!(default))).InnerException);
    }

    [Theory, MemberData(nameof(Channels))]
    public void Edge14_AwaitForeach_SeesItsTokenBeforeAnItemThatIsThere(string name)
    {
        var signal = SignalCase.Of(name);
        SignalCase.Reader reader = signal.NewReader();
        signal.Give();

        Assert.ThrowsAny<OperationCanceledException>(() => RunTask(() => reader.EnumerateAsync!(s_cancelled)));

        Assert.True(reader.TryReceive!());
    }

    [Theory, MemberData(nameof(Names))]
    public void WaitAsync_CancelledToken_TakesNothing(string name)
    {
        var signal = SignalCase.Of(name);
        SignalCase.Reader reader = signal.NewReader();
        signal.Give();
        AssertCancelled(reader.WaitAsync(s_cancelled), s_cancelled);
        Assert.Equal(1, Result(reader.WaitAsync(default)));
    }

    [Theory, MemberData(nameof(Positions))]
    public void Cancel_WaiterAtAnyPosition_OthersKeepTheirOrder(string name, int position)
    {
        var signal = SignalCase.Of(name);
        using var source = new CancellationTokenSource();
        for (int i = 0; i < 3; i++)
        {
            int number = i;
            SignalCase.Reader reader = signal.NewReader();
            _runtime.Begin(() => LogAsync(reader, number, number == position ? source.Token : default));
        }

        source.Cancel();
        _runtime.RunAll();
        signal.Give();
        if (!signal.ReachesAll)
        {
            signal.Give();
        }

        _runtime.RunAll();
        Assert.Equal([-1, .. Enumerable.Range(0, 3).Where(i => i != position)], _log);
    }

    /// <summary>Far more than one batch, and 0 overtakes.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Give_ManyWaiters_RunInTheOrderInWhichTheyCame(string name)
    {
        const int count = 100;
        var signal = SignalCase.Of(name);
        for (int i = 0; i < count; i++)
        {
            int number = i;
            SignalCase.Reader reader = signal.NewReader();
            _runtime.Begin(() => LogAsync(reader, number, default));
        }

        for (int i = 0; i < (signal.ReachesAll ? 1 : count); i++)
        {
            signal.Give();
        }

        _runtime.RunAll();
        Assert.Equal(Enumerable.Range(0, count), _log);
    }

    [Theory, MemberData(nameof(Names))]
    public void Abort_WaitingTask_TakesNothingAndLeavesTheQueue(string name)
    {
        var signal = SignalCase.Of(name);
        SignalCase.Reader reader = signal.NewReader();
        JoinHandle<int> task = _runtime.Begin(async () => await reader.WaitAsync(default));

        task.Abort();
        _runtime.RunAll();

        Assert.True(task.WasAborted);
        Assert.Contains("0 waiting", signal.ToString());
        signal.Give();
        Assert.Equal(1, Result(reader.WaitAsync(default)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Abort_AfterTheGift_TheGiftStands(string name)
    {
        var signal = SignalCase.Of(name);
        SignalCase.Reader reader = signal.NewReader();
        JoinHandle<int> task = _runtime.Begin(async () => await reader.WaitAsync(default));

        signal.Give();
        task.Abort();
        _runtime.RunAll();

        Assert.Equal(1, task.GetResult());
    }

    [Theory, MemberData(nameof(Names))]
    public void WaitAsync_AbortedTask_TakesNothing(string name)
    {
        var signal = SignalCase.Of(name);
        SignalCase.Reader reader = signal.NewReader();
        signal.Give();
        JoinHandle<int>? self = null;
        self = _runtime.Spawn(async () =>
        {
            await LitenTask.Yield();
            self!.Abort();
            await Assert.ThrowsAsync<TaskAbortedException>(async () => await reader.WaitAsync(default));
            using (LitenTask.Current.ShieldFromAbort())
            {
                return await reader.WaitAsync(default);
            }
        });
        _runtime.RunAll();

        Assert.Equal(1, self.GetResult());
    }

    [Theory, MemberData(nameof(Names))]
    public void WaitAsync_InTaskMethodOfARuntime_ResumesInTheRuntime(string name)
    {
        var signal = SignalCase.Of(name);
        SignalCase.Reader reader = signal.NewReader();
        JoinHandle<int> task = _runtime.SpawnTask(async () => await reader.WaitAsync(default));
        _runtime.RunAll();

        signal.Give();

        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                _runtime.RunAll();
                return task.IsCompleted;
            },
            Patience.Limit));
        Assert.Equal(1, task.GetResult());
    }

    [Theory, MemberData(nameof(Names))]
    public void GiveAndWait_Warm_AllocateNothing(string name)
    {
        var signal = SignalCase.Of(name);
        SignalCase.Reader reader = signal.NewReader();
        AllocationMeter.AssertNone(() =>
        {
            signal.Give();
            Result(reader.WaitAsync(default));
        });
    }

    [Theory, MemberData(nameof(Names))]
    public void WaitAndGive_Warm_AllocateNothing(string name)
    {
        var signal = SignalCase.Of(name);
        SignalCase.Reader reader = signal.NewReader();
        using var source = new CancellationTokenSource();
        AllocationMeter.AssertNone(() =>
        {
            LitenTask<int> wait = reader.WaitAsync(source.Token);
            signal.Give();
            _runtime.RunAll();
            Result(wait);
        });
    }

    private static int Result(LitenTask<int> wait) => wait.GetAwaiter().GetResult();

    /// <returns>The source of every thousandth wait.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference[] WaitAndCancel(SignalCase signal, int count)
    {
        SignalCase.Reader reader = signal.NewReader();
        WeakReference[] sources = new WeakReference[count / 1_000];
        for (int i = 0; i < count; i++)
        {
            var source = new CancellationTokenSource();
            LitenTask<int> wait = reader.WaitAsync(source.Token);
            source.Cancel();
            AssertCancelled(wait, source.Token);
            if (i % 1_000 == 0)
            {
                Assert.Contains("0 waiting", signal.ToString());
                sources[i / 1_000] = new WeakReference(source);
            }
        }

        return sources;
    }

    private void AssertCancelled(LitenTask<int> wait, CancellationToken token)
    {
        _runtime.RunAll();
        Assert.Equal(token, Assert.Throws<OperationCanceledException>(() => Result(wait)).CancellationToken);
    }

    private static async Task<bool> WaitedInsideAsync(SignalCase.Reader reader, CancellationToken cancellationToken)
    {
        try
        {
            await reader.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Where it goes on is what counts.
        }

        return t_inside;
    }

    private async LitenTask<int> LogAsync(SignalCase.Reader reader, int number, CancellationToken cancellationToken)
    {
        try
        {
            await reader.WaitAsync(cancellationToken);
            _log.Add(number);
        }
        catch (OperationCanceledException)
        {
            _log.Add(-1);
        }

        return number;
    }

    /// <summary>Runs a task method outside of the test's own runtime, whose turns nobody would run.</summary>
    private static int RunTask(Func<Task<int>> body)
    {
        int result = 0;
        Patience.OnThread(() => result = Patience.Get(body()));
        return result;
    }
}
