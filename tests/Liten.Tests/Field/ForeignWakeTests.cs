#pragma warning disable xUnit1051 // A wait here ends by its giver.

using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Liten.Tests.Field;

/// <summary>A foreigner that calls twice or late resumes nothing but what it was given to, however it is awaited.</summary>
public sealed class ForeignWakeTests : IDisposable
{
    private const int Rounds = 300;

    private readonly List<UnhandledExceptionInfo> _reports = [];
    private readonly RuntimeUnderTest _it;

    public ForeignWakeTests() => _it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).OnUnhandledException(_reports.Add));

    public void Dispose() => _it.Dispose();

    [Theory]
    [InlineData("type")]
    [InlineData("dynamic")]
    [InlineData("interface")]
    [InlineData("ValueTask")]
    [InlineData("ConfiguredValueTask")]
    public void Awaiter_ThatCallsTwice_ResumesNobodyElse(string how)
    {
        _it.Run(async () =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                var twice = new Twice();
                JoinHandle bad = LitenTask.Spawn(async () => await Await(twice, how));
                JoinHandle<int> good = LitenTask.Spawn(async () => await Innocent());
                await bad;
                twice.CallAgain();
                Assert.Equal(7, await good);
                twice.CallAgain();
                Assert.Equal(7, await Innocent());
            }
        });
        Assert.Empty(_reports);
    }

    private static async LitenTask Await(Twice twice, string how)
    {
        switch (how)
        {
            case "type":
                await twice;
                break;
            case "dynamic":
                dynamic d = twice;
                await d;
                break;
            case "interface":
                await new ByInterface(twice);
                break;
            case "ValueTask":
                await new ValueTask(twice, 0);
                break;
            default:
                await new ValueTask(twice, 0).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Uses the pooled box that the other method has given back, most probably.</summary>
    private static async LitenTask<int> Innocent()
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        LitenTask giver = Give();
        int value = await receiver;
        await giver;
        return value;

        async LitenTask Give()
        {
            await Time.Sleep(TimeSpan.FromTicks(1));
            sender.TrySend(7);
        }
    }

    private sealed class Twice : ICriticalNotifyCompletion, IValueTaskSource
    {
        private Action? _continuation;

        public bool IsCompleted => false;

        public Twice GetAwaiter() => this;

        public void CallAgain() => _continuation?.Invoke();

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation)
        {
            _continuation = continuation;
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    continuation();
                    Thread.SpinWait(2000);
                    continuation();
                },
                null);
        }

        public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Pending;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
            => UnsafeOnCompleted(() => continuation(state));

        public void GetResult(short token)
        {
        }
    }

    /// <summary>Its awaiter has an interface for a type, as in code that knows no more.</summary>
    private readonly struct ByInterface(Twice twice)
    {
        public IAwaiter GetAwaiter() => new Awaiter(twice);

        private sealed class Awaiter(Twice twice) : IAwaiter
        {
            public bool IsCompleted => false;

            public void GetResult()
            {
            }

            public void OnCompleted(Action continuation) => twice.UnsafeOnCompleted(continuation);

            public void UnsafeOnCompleted(Action continuation) => twice.UnsafeOnCompleted(continuation);
        }
    }

    private interface IAwaiter : ICriticalNotifyCompletion
    {
        bool IsCompleted { get; }

        void GetResult();
    }
}
