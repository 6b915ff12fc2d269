namespace Liten.Tests;

/// <content>The limits that README.md names, shown.</content>
public partial class ReadmeExamples
{
    [Fact]
    public void Limit_current_task_is_unknown_after_a_foreign_await_in_an_async_Task_method() => Run(async () =>
    {
        Assert.NotEqual(0, await BeforeAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(AfterAsync);
        Func<Task> body = AfterAsync;
        await LitenTask.Spawn(body);

        static async Task<long> BeforeAsync()
        {
            long id = LitenTask.Current.Id;
            await Task.Yield();
            return id;
        }

        static async Task AfterAsync()
        {
            await Task.Yield();
            _ = LitenTask.Current.Id;
        }
    });

    [Fact]
    public void Limit_ConfigureAwait_false_leaves_the_runtime() => Run(async () =>
    {
        TaskCompletionSource foreign = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task leaving = LeaveAsync(foreign.Task);
        JoinHandle staying = LitenTask.Spawn(() => StayAsync(leaving));
        foreign.SetResult();
        await staying;
        await leaving;
        Assert.True(Runtime.TryGetCurrent(out _));

        static async Task LeaveAsync(Task foreign)
        {
            await foreign.ConfigureAwait(false);
            Assert.True(Thread.CurrentThread.IsThreadPoolThread);
            Assert.True(Runtime.TryGetCurrent(out _));
        }

        static async LitenTask StayAsync(Task foreign)
        {
            await foreign.ConfigureAwait(false);
            Assert.False(Thread.CurrentThread.IsThreadPoolThread);
            Assert.True(Runtime.TryGetCurrent(out _));
        }
    });

    [Fact]
    public void Limit_an_abort_does_not_end_the_wait_of_a_nested_async_Task_method_after_a_foreign_await() => Run(async () =>
    {
        var (sender, receiver) = Oneshot.Create<bool>();
        var (started, hasStarted) = Oneshot.Create<bool>();
        JoinHandle<bool> task = LitenTask.Spawn(async () => await NestedAsync());
        await hasStarted;
        task.Abort();
        sender.TrySend(true);

        Assert.True(await task);

        async Task<bool> NestedAsync()
        {
            await Task.Yield();
            LitenTask<bool> wait = receiver.ReceiveAsync();
            started.TrySend(true);
            return await wait;
        }
    });

    [Fact]
    public void Limit_a_LitenTask_is_awaited_once() => Run(async () =>
    {
        LitenTask once = Time.Sleep(TimeSpan.FromMilliseconds(1));
        await once;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await once);
    });

    [Fact]
    public void Limit_an_abort_ends_a_foreign_await_only_where_it_is_abortable() => Run(async () =>
    {
        var foreign = new TaskCompletionSource();
        var (started, hasStarted) = Oneshot.Create<bool>();
        JoinHandle deaf = LitenTask.Spawn(async () =>
        {
            started.TrySend(true);
            await foreign.Task;
        });
        JoinHandle listening = LitenTask.Spawn(async () => await foreign.Task.Abortable());
        await hasStarted;
        deaf.Abort();
        listening.Abort();

        Assert.True((await listening.JoinAsync()).IsAborted);
        Assert.False(deaf.IsCompleted);
        foreign.SetResult();
        Assert.True((await deaf.JoinAsync()).IsSuccess);
    });
}
