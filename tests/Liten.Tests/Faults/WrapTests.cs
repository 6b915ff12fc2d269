using System.Runtime.CompilerServices;

#pragma warning disable xUnit1051 // A wait here ends by its giver.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Faults;

/// <summary>Pooled objects whose use count is about to wrap: every use works, and each is told from the one before.</summary>
public sealed class WrapTests : IDisposable
{
    private readonly ListScheduler _runtime = new();

    public static TheoryData<string, ulong> StartsNearTheWrap
    {
        get
        {
            var starts = new TheoryData<string, ulong>();
            foreach (string kind in new[] { "call", "wait" })
            {
                // The token has 32 bits, the word keeps 61.
                foreach (ulong start in new ulong[] { uint.MaxValue - 2, ulong.MaxValue >> 32, (1UL << 61) - 3 })
                {
                    starts.Add(kind, start);
                }
            }

            return starts;
        }
    }

    public void Dispose() => _runtime.Dispose();

    [Theory]
    [MemberData(nameof(StartsNearTheWrap))]
    public void Source_UsedAcrossTheWrap_WorksAndRefusesEarlierUses(string kind, ulong start)
    {
        LitenTask<int> first = Begin(kind, 0, out Action complete);
        complete();
        Assert.Equal(0, first.GetAwaiter().GetResult());
        AwaitSource<int> source = first.Source!;
        MeetingOf(source) = new Rendezvous<WorkItem>(start);

        LitenTask<int>? previous = null;
        for (int use = 1; use <= 8; use++)
        {
            LitenTask<int> task = Begin(kind, use, out complete);
            Assert.Same(source, task.Source);
            Assert.False(task.IsCompleted);
            complete();
            if (previous is { } old)
            {
                Assert.Throws<InvalidOperationException>(() => old.IsCompleted);
                Assert.Throws<InvalidOperationException>(() => old.GetAwaiter().GetResult());
            }

            Assert.Equal(use, task.GetAwaiter().GetResult());
            previous = task;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "Meeting")]
    private static extern ref Rendezvous<WorkItem> MeetingOf(AwaitSource<int> source);

    private static async LitenTask<int> Call(int value)
    {
        await LitenTask.Yield();
        return value;
    }

    private LitenTask<int> Begin(string kind, int value, out Action complete)
    {
        if (kind == "call")
        {
            complete = _runtime.RunAll;
            return Call(value);
        }

        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        complete = () => sender.TrySend(value);
        return receiver.ReceiveAsync();
    }
}
