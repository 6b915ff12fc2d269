using System.Threading.Tasks.Sources;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Calls;

/// <summary>What an <c>async LitenTask</c> method awaits that is not Liten's.</summary>
public sealed class ForeignAwaitTests : MethodBuilderRig
{
    public static TheoryData<string> ForeignAwaits =>
    [
        "Task.Yield", "Task.Run", "ConfigureAwait(false)", "ForceYielding", "TaskCompletionSource", "TaskCompletionSource async", "ValueTask", "ValueTask source",
        "ValueTask source ConfigureAwait(false)", "Channel", "Task.Delay",
    ];

    [Theory]
    [MemberData(nameof(ForeignAwaits))]
    public void ForeignAwait_InAnAsyncLitenTask_ComesBackToTheRuntimeAndTheTask(string what)
    {
        JoinHandle task = _runtime.Spawn(async () =>
        {
            CurrentTask current = LitenTask.Current;
            for (int round = 0; round < 3; round++)
            {
                Assert.Equal(7, await Foreign(what));
                AssertInRuntime(current);
            }
        });
        Patience.Wait(task);

        static async LitenTask<int> Foreign(string what)
        {
            CurrentTask current = LitenTask.Current;
            switch (what)
            {
                case "Task.Yield":
                    await Task.Yield();
                    break;
                case "Task.Run":
                    await Task.Run(static () => { });
                    break;
                case "ConfigureAwait(false)":
                    await Task.Run(static () => { }).ConfigureAwait(false);
                    break;
                case "ForceYielding":
                    await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                    break;
                case "TaskCompletionSource":
                case "TaskCompletionSource async":
                    var completion = new TaskCompletionSource(what.EndsWith("async", StringComparison.Ordinal) ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);
                    ThreadPool.QueueUserWorkItem(static completion => completion.SetResult(), completion, preferLocal: false);
                    await completion.Task;
                    break;
                case "ValueTask":
                    await new ValueTask<int>(Task.Run(static () => 1));
                    break;
                case "ValueTask source":
                    await new PooledSource().Start();
                    break;
                case "ValueTask source ConfigureAwait(false)":
                    await new PooledSource().Start().ConfigureAwait(false);
                    break;
                case "Channel":
                    var channel = System.Threading.Channels.Channel.CreateUnbounded<int>();
                    ThreadPool.QueueUserWorkItem(static channel => channel.Writer.TryWrite(1), channel, preferLocal: false);
                    await channel.Reader.ReadAsync();
                    break;
                case "Task.Delay":
                    await Task.Delay(1);
                    break;
                default:
                    throw new ArgumentException(what);
            }

            AssertInRuntime(current);
            return 7;
        }

        static void AssertInRuntime(CurrentTask expected)
        {
            Assert.True(Turn.Current is { IsWorker: true });
            Assert.Equal(expected, LitenTask.Current);
        }
    }

    [Theory]
    [MemberData(nameof(ForeignAwaits))]
    public void ForeignAwait_Fails_ExceptionComesThrough(string what)
    {
        JoinHandle task = _runtime.Spawn(async () =>
        {
            await Assert.ThrowsAsync<FormatException>(async () => await Fail(what));
            await LitenTask.Yield();
        });
        Patience.Wait(task);

        static async LitenTask Fail(string what)
        {
            await Task.Yield();
            switch (what)
            {
                case "ConfigureAwait(false)":
                    await Task.FromException(new FormatException()).ConfigureAwait(false);
                    break;
                case "ValueTask source":
                    await new PooledSource().Start(new FormatException());
                    break;
                default:
                    await Task.Run(static () => throw new FormatException());
                    break;
            }
        }
    }

    private sealed class PooledSource : IValueTaskSource<int>
    {
        private ManualResetValueTaskSourceCore<int> _core;

        public ValueTask<int> Start(Exception? failure = null)
        {
            ThreadPool.QueueUserWorkItem(_ =>
                {
                    if (failure is null)
                    {
                        _core.SetResult(1);
                    }
                    else
                    {
                        _core.SetException(failure);
                    }
                });
            return new ValueTask<int>(this, _core.Version);
        }

        public int GetResult(short token) => _core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);
    }
}
