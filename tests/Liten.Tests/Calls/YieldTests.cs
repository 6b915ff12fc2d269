#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Calls;

/// <summary>LitenTask.Yield, inside and outside of a runtime.</summary>
public sealed class YieldTests : CallRig
{
    [Fact]
    public void Yield_InARuntime_LetsEverythingThatIsReadyRunFirst()
    {
        List<string> log = [];
        _runtime.Spawn(async () =>
        {
            log.Add("a1");
            await LitenTask.Yield();
            log.Add("a2");
            await LitenTask.Yield();
            log.Add("a3");
        });
        _runtime.Spawn(async () =>
        {
            log.Add("b1");
            await LitenTask.Yield();
            log.Add("b2");
        });
        _runtime.RunAll();

        Assert.Equal(["a1", "b1", "a2", "b2", "a3"], log);
    }

    [Fact]
    public void Yield_IsNeverCompletedBeforehand()
    {
        Assert.False(LitenTask.Yield().IsCompleted);
        Assert.False(LitenTask.Yield().GetAwaiter().IsCompleted);
    }

    [Fact]
    public void Yield_AsTask_EndsAfterWhatWasReady()
    {
        bool ran = false;
        _runtime.Spawn(async () => ran = await LitenTask.FromResult(true));
        Task task = LitenTask.Yield().AsTask();
        Assert.False(task.IsCompleted);
        while (!task.IsCompleted)
        {
            _runtime.RunNext();
        }

        Assert.True(ran);
    }

    [Fact]
    public void Yield_OutsideOfARuntime_GoesOnOnTheThreadPool() => Patience.OnThread(() =>
    {
        Assert.True(Patience.Get(ThreadAfterYield()));
        Assert.True(Patience.Get(ThreadAfterYieldInTask()));

        static Task<bool> ThreadAfterYield()
        {
            // Not AsTask, which is tested elsewhere.
            var result = new TaskCompletionSource<bool>();
            _ = Run();
            return result.Task;

            async LitenTask Run()
            {
                await LitenTask.Yield();
                result.SetResult(Thread.CurrentThread.IsThreadPoolThread);
            }
        }

        static async Task<bool> ThreadAfterYieldInTask()
        {
            await LitenTask.Yield();
            return Thread.CurrentThread.IsThreadPoolThread;
        }
    });
}
