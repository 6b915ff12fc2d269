using System.Threading.Channels;
using CsCheck;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Signals;

/// <summary>A pulse wakes all, counts itself, and is never missed between looking and waiting.</summary>
public sealed class PulseTests
{
    private readonly PulseSender _sender;
    private readonly PulseReceiver _receiver;

    public PulseTests() => (_sender, _receiver) = Pulse.Create();

    private enum Operation
    {
        Notify,
        Wait,
        WaitSince,
        Cancel,
    }

    [Fact]
    public void WaitAsync_PulseBetweenLookingAndWaiting_IsNotMissed()
    {
        long seen = _receiver.Generation;
        Assert.True(_sender.NotifyAll());

        Assert.Equal(1, Result(_receiver.WaitAsync(seen)));
        Assert.False(_receiver.WaitAsync().IsCompleted);
        Assert.False(_receiver.WaitAsync(since: 1).IsCompleted);
    }

    [Fact]
    public void WaitAsync_NumberThatHasNotCome_Throws()
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() => _receiver.WaitAsync(since: 1));
        Assert.Equal(1L, exception.ActualValue);
        Assert.Equal("PulseReceiver (generation 0, 0 waiting)", _receiver.ToString());
    }

    [Fact]
    public void Close_WaitersAndLaterOnes_GetTheEnd()
    {
        LitenTask<long> wait = _receiver.WaitAsync();
        _sender.NotifyAll();
        LitenTask<long> next = _receiver.WaitAsync();
        _sender.Close();

        Assert.Equal(1, Result(wait));
        Assert.Null(Assert.Throws<ChannelClosedException>(() => Result(next)).InnerException);
        Assert.Equal(1, Result(_receiver.WaitAsync(since: 0)));
        Assert.Throws<ChannelClosedException>(() => Result(_receiver.WaitAsync()));
        Assert.Throws<ChannelClosedException>(() => Result(_receiver.WaitAsync(since: 1)));
        Assert.False(_sender.NotifyAll());
        Assert.Equal(1, _receiver.Generation);
    }

    [Fact]
    public void Edge12_CloseWithAnError_EveryWaitThrowsItInside()
    {
        var error = new IOException();
        LitenTask<long> wait = _receiver.WaitAsync();
        _sender.Close(error);
        _sender.Close(new IOException("too late"));
        Assert.Same(error, Assert.Throws<ChannelClosedException>(() => Result(wait)).InnerException);
        Assert.Same(error, Assert.Throws<ChannelClosedException>(() => Result(_receiver.WaitAsync())).InnerException);
    }

    [Fact]
    public void Dispose_LastSender_EndsIt()
    {
        PulseSender clone = _sender.Clone();
        LitenTask<long> wait = _receiver.WaitAsync();

        _sender.Dispose();
        _sender.Dispose();

        Assert.False(wait.IsCompleted);
        Assert.Throws<ObjectDisposedException>(() => _sender.NotifyAll());
        Assert.Throws<ObjectDisposedException>(_sender.Clone);
        clone.Dispose();
        Assert.Throws<ChannelClosedException>(() => Result(wait));
    }

    [Fact]
    public void Default_Receiver_SaysWhereToGetIt()
    {
        PulseReceiver receiver = default;
        Assert.Contains("Pulse.Create", Assert.Throws<InvalidOperationException>(() => receiver.WaitAsync()).Message);
        Assert.Contains("Pulse.Create", Assert.Throws<InvalidOperationException>(() => receiver.Generation).Message);
        Assert.Equal("PulseReceiver (empty)", receiver.ToString());
    }

    /// <summary>Real threads: a reader that waits since what it saw last gets to the last pulse, whatever it misses between.</summary>
    [Fact]
    public async Task WaitAsync_SinceWhatWasSeen_NeverStops()
    {
        const int pulses = 100_000;
        Task<long>[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(ReadAsync))];
        await Task.Run(() =>
        {
            for (int i = 0; i < pulses; i++)
            {
                _sender.NotifyAll();
            }
        });

        long[] seen = await Task.WhenAll(readers).WaitAsync(Patience.Limit);
        Assert.All(seen, last => Assert.Equal(pulses, last));

        async Task<long> ReadAsync()
        {
            long last = 0;
            while (last < pulses)
            {
                long next = await _receiver.WaitAsync(last);
                Assert.True(next > last);
                last = next;
            }

            return last;
        }
    }

    [Fact]
    public void AnySequence_AgainstACounterAndAList_Agrees()
        => Gen.Select(Gen.Enum<Operation>(), Gen.Int[0, 1000]).Array[0, 60].Sample(Play, iter: 3000);

    private static void Play((Operation Operation, int Number)[] sequence)
    {
        (PulseSender sender, PulseReceiver receiver) = Pulse.Create();
        List<(LitenTask<long> Wait, CancellationTokenSource Source)> waiting = [];
        long generation = 0;
        foreach ((Operation operation, int number) in sequence)
        {
            switch (operation)
            {
                case Operation.Notify:
                    Assert.True(sender.NotifyAll());
                    generation++;
                    Assert.All(waiting, waiter => Assert.Equal(generation, Result(waiter.Wait)));
                    waiting.Clear();
                    break;
                case Operation.Wait:
                    Begin(token => receiver.WaitAsync(token), ends: false);
                    break;
                case Operation.WaitSince:
                    long since = number % (generation + 1);
                    Begin(token => receiver.WaitAsync(since, token), ends: since < generation);
                    break;
                case Operation.Cancel when waiting.Count > 0:
                    int position = number % waiting.Count;
                    waiting[position].Source.Cancel();
                    Assert.Throws<OperationCanceledException>(() => Result(waiting[position].Wait));
                    waiting.RemoveAt(position);
                    break;
            }

            Assert.Equal(generation, receiver.Generation);
            Assert.Equal($"PulseSender (generation {generation}, {waiting.Count} waiting)", sender.ToString());
            Assert.DoesNotContain(waiting, waiter => waiter.Wait.IsCompleted);
        }

        void Begin(Func<CancellationToken, LitenTask<long>> begin, bool ends)
        {
            var source = new CancellationTokenSource();
            LitenTask<long> wait = begin(source.Token);
            if (ends)
            {
                Assert.Equal(generation, Result(wait));
            }
            else
            {
                waiting.Add((wait, source));
            }
        }
    }

    private static long Result(LitenTask<long> wait) => wait.GetAwaiter().GetResult();
}
