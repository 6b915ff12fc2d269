using System.Runtime.CompilerServices;
using System.Threading.Channels;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>What a channel allocates, and what it lets go of.</summary>
public sealed class ChannelMemoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(ChannelCore<int>.Unbounded)]
    public void SendAndReceive_Buffered_AllocateNothing(int capacity)
    {
        var (sender, receiver) = Mpsc.CreateBounded<int>(capacity);
        AllocationMeter.AssertNone(() =>
        {
            sender.SendAsync(1).Take();
            receiver.ReceiveAsync().Take();
        });
    }

    [Fact]
    public void SendAndReceive_WithAnAdapterBeside_AllocateNothing()
    {
        var (sender, receiver) = Mpsc.CreateUnbounded<int>();
        Assert.False(receiver.AsChannelReader().Completion.IsCompleted);
        AllocationMeter.AssertNone(() =>
        {
            sender.TrySend(1);
            receiver.TryReceive(out _);
        });
    }

    [Theory]
    [InlineData(130)]
    [InlineData(ChannelCore<int>.Unbounded)]
    public void SendAndReceive_ThroughManySegments_AllocateNothing(int capacity)
    {
        var (sender, receiver) = Mpsc.CreateBounded<int>(capacity);
        int[] items = new int[130];
        int sent = 0;
        int received = 0;
        AllocationMeter.AssertNone(
            () =>
            {
                sent += sender.TrySendMany(items);
                received += receiver.TryReceiveMany(items);
            },
            rounds: 200);
        Assert.Equal((130_000, 130_000), (sent, received));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void ReceiveAsync_WaitingAndWarm_AllocatesNothing(int capacity)
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(capacity);
        AllocationMeter.AssertNone(() =>
        {
            LitenTask<int> receive = receiver.ReceiveAsync();
            sender.TrySend(1);
            receive.Take();
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    public void SendAsync_WaitingAndWarm_AllocatesNothing(int capacity)
    {
        var (sender, receiver) = Mpmc.CreateBounded<object>(capacity);
        object item = new();
        for (int i = 0; i < capacity; i++)
        {
            sender.TrySend(item);
        }

        AllocationMeter.AssertNone(() =>
        {
            LitenTask send = sender.SendAsync(item);
            receiver.TryReceive(out _);
            send.Take();
        });
    }

    [Fact]
    public void DropOldest_Warm_AllocatesNothing()
    {
        var (sender, _) = Mpsc.CreateBounded<int>(100, BoundedChannelFullMode.DropOldest);
        AllocationMeter.AssertNone(() => sender.TrySend(1));
    }

    [Fact]
    public void ReceiveManyAsync_WaitingAndWarm_AllocatesNothing()
    {
        var (sender, receiver) = Mpsc.CreateUnbounded<int>();
        using var runtime = new ListScheduler();
        int[] items = new int[4];
        int received = 0;
        runtime.Spawn(async () =>
        {
            while (true)
            {
                received += await receiver.ReceiveManyAsync(items);
            }
        });
        runtime.RunAll();
        AllocationMeter.AssertNone(() =>
        {
            sender.TrySend(1);
            sender.TrySend(1);
            runtime.RunAll();
        });
        Assert.Equal((int)sender.Sent, received);
    }

    [Fact]
    public void AwaitForeach_Warm_AllocatesNothingPerItem()
    {
        using var runtime = new ListScheduler();
        var (sender, receiver) = Mpsc.CreateUnbounded<int>();
        int seen = 0;
        runtime.Spawn(async () =>
        {
            await foreach (int item in receiver)
            {
                seen += item;
            }
        });
        runtime.RunAll();
        AllocationMeter.AssertNone(() =>
        {
            // The first is waited for, the second is there.
            sender.TrySend(1);
            sender.TrySend(1);
            runtime.RunAll();
        });
        Assert.Equal((int)sender.Sent, seen);
    }

    [Fact]
    public void Edge20_AfterABurst_MemoryGoesBack()
    {
        var (sender, receiver) = Mpsc.CreateUnbounded<Big>();
        var one = new Big[1];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 100_000; i++)
        {
            sender.TrySend(default);
        }

        long full = GC.GetTotalMemory(forceFullCollection: true);
        while (receiver.TryReceiveMany(one) > 0)
        {
        }

        long after = GC.GetTotalMemory(forceFullCollection: true);

        // 12.8 MB of items; three segments of 8 KB stay. Other tests run beside this one.
        Assert.True(full - after > 10_000_000, $"{before:N0} before, {full:N0} full, {after:N0} afterwards");
        GC.KeepAlive(sender);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(ChannelCore<object>.Unbounded)]
    public void Edge20_TakenItems_AreHeldByNothing(int capacity)
    {
        var (sender, receiver) = Mpmc.CreateBounded<object>(capacity);
        WeakReference[] items = [.. SendAndTake(sender, receiver), .. Displace()];
        GC.Collect();
        Assert.All(items, item => Assert.False(item.IsAlive));
        GC.KeepAlive(sender);
        GC.KeepAlive(receiver);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] SendAndTake(MpmcSender<object> sender, MpmcReceiver<object> receiver)
    {
        var items = new List<WeakReference>();
        for (int i = 0; i < 10; i++)
        {
            object item = new();
            items.Add(new WeakReference(item));
            LitenTask send = sender.SendAsync(item);
            Assert.True(receiver.TryReceive(out object? received));
            Assert.Same(item, received);
            send.Take();
        }

        return [.. items];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Displace()
    {
        var items = new List<WeakReference>();
        var (sender, receiver) = Mpmc.CreateBounded<object>(2, BoundedChannelFullMode.DropOldest, item => items.Add(new WeakReference(item)));
        for (int i = 0; i < 10; i++)
        {
            sender.TrySend(new object());
        }

        receiver.Dispose();
        Assert.Equal(10, items.Count);
        return [.. items];
    }

    [InlineArray(16)]
    private struct Big
    {
        private long _first;
    }
}
