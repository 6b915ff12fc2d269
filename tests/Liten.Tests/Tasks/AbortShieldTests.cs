#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Tasks;

/// <summary>A shield puts an abort off, and only that.</summary>
public sealed class AbortShieldTests : AbortRig
{
    [Theory]
    [MemberData(nameof(WaitsAndBodies))]
    public void Shield_AroundAWait_AbortComesAtTheNextWaitAfterIt(string wait, string body)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> task = _lab.Begin(body, () => Logged(async () =>
        {
            using (LitenTask.Current.ShieldFromAbort())
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    await LitenTask.Yield();
                }

                _lab.Log.Add($"received {await receiver}");
            }

            return await _lab.WaitForEver(wait);
        }));
        task.Abort();
        _lab.Runtime.RunAll();
        Assert.False(task.IsCompleted);
        Assert.Empty(_lab.Log);

        sender.TrySend(3);
        _lab.Runtime.RunAll();
        AssertAborted(task);
        Assert.Equal(["received 3", "caught", "finally"], _lab.Log.Where(static line => line != "parallel wait aborted"));
    }

    [Theory]
    [MemberData(nameof(AllBodies))]
    public void Shield_InFinally_LetsCleanUpWait(string body)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> task = _lab.Begin(body, async () =>
        {
            try
            {
                return await _lab.WaitForEver("oneshot");
            }
            finally
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    await LitenTask.Yield();
                    _lab.Log.Add($"cleaned {await receiver}");
                }
            }
        });
        task.Abort();
        _lab.Runtime.RunAll();
        Assert.False(task.IsCompleted);
        sender.TrySend(1);
        _lab.Runtime.RunAll();

        Assert.Equal(["cleaned 1"], _lab.Log);
        AssertAborted(task);
    }

    [Fact]
    public void Shield_DisposedTwice_CountsOnce()
    {
        JoinHandle<int>? task = null;
        task = _lab.Spawn("LitenTask", async () =>
        {
            AbortShield outer = LitenTask.Current.ShieldFromAbort();
            AbortShield inner = LitenTask.Current.ShieldFromAbort();
            inner.Dispose();
            inner.Dispose();
            task!.Abort();
            await LitenTask.Yield();
            _lab.Log.Add("still shielded");
            outer.Dispose();
            await LitenTask.Yield();
            _lab.Log.Add("not reached");
            return 1;
        });
        _lab.Runtime.RunAll();

        AssertAborted(task);
        Assert.Equal(["still shielded"], _lab.Log);
    }

    [Theory]
    [MemberData(nameof(WaitsAndBodies))]
    public void Shield_AbortComesMeanwhile_WaitsThatBeganBeforeEndWithTheShield(string wait, string body)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> task = _lab.Begin(body, () => Logged(async () =>
        {
            LitenTask<int> other = _lab.WaitForEver(wait);
            using (LitenTask.Current.ShieldFromAbort())
            {
                await receiver;
            }

            return await other;
        }));
        task.Abort();
        _lab.Runtime.RunAll();
        Assert.False(task.IsCompleted);
        sender.TrySend(1);
        _lab.Runtime.RunAll();

        Assert.True(task.IsCompleted, "the abort was lost");
        AssertAborted(task);
    }

    [Theory]
    [InlineData("join")]
    [InlineData("join without result")]
    [InlineData("JoinAsync")]
    [InlineData("oneshot")]
    public void Shield_OpenedBetweenTheAbortAndTheWaitersTurn_WaiterStillGetsTheAbort(string wait)
    {
        Exception? caught = null;
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> task = _lab.Begin("LitenTask", async () =>
        {
            LitenTask<int> shielding = Shielding();
            try
            {
                await _lab.WaitForEver(wait);
            }
            catch (Exception exception)
            {
                caught = exception;
            }

            return await shielding;
        });

        // The shielding call goes on first, then the wait that the abort has ended.
        sender.TrySend(1);
        task.Abort();
        _lab.Runtime.RunAll();

        Assert.IsType<TaskAbortedException>(caught);
        AssertAborted(task);

        async LitenTask<int> Shielding()
        {
            int result = await receiver;
            using (LitenTask.Current.ShieldFromAbort())
            {
                await LitenTask.Yield();
                await LitenTask.Yield();
            }

            await LitenTask.Yield();
            return result;
        }
    }
}
