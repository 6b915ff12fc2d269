#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

using System.Collections.Concurrent;
using System.ComponentModel;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Reflection.Emit;
using System.Threading.Channels;

namespace Liten.Tests.Tasks;

/// <summary>What .NET and users post to a context, and whether it may run in parallel.</summary>
public sealed class CallbackOriginTests
{
    public static TheoryData<string> Awaits => [.. s_awaits.Keys];

    public static TheoryData<string> Posts => [.. s_posts.Keys];

    /// <summary>Each suspends in an <c>async Task</c> method, and goes on when the gate opens at the latest.</summary>
    private static readonly Dictionary<string, Func<Gate, Task>> s_awaits = new()
    {
        ["Task"] = static async gate => await gate.Opened,
        ["Task of a result"] = static async gate => await gate.Opened.ContinueWith(static _ => 1, TaskScheduler.Default),
        ["Task, in an async void method"] = static async gate => await AsyncVoid(gate),
        ["Yield"] = static async _ => await Task.Yield(),
        ["ValueTask of a Task"] = static async gate => await new ValueTask(gate.Opened),
        ["async ValueTask"] = static async gate => await PooledOrNot(gate),
        ["iterator"] = Iterate,
        ["SemaphoreSlim"] = Semaphore,
        ["PeriodicTimer"] = Tick,
        ["Channel"] = ReadChannel,
        ["Pipe"] = ReadPipe,
        ["Socket"] = Receive,
        ["WaitAsync"] = static async gate => await gate.Opened.WaitAsync(TimeSpan.FromHours(1)),
        ["WhenAny"] = static async gate => await Task.WhenAny(gate.Opened, new TaskCompletionSource().Task),
        ["WhenEach"] = WhenEach,
        ["ForceYielding"] = static async _ => await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.ForceYielding),
    };

    /// <summary>Each posts something to the current context and completes when that has run.</summary>
    private static readonly Dictionary<string, Func<Task>> s_posts = new()
    {
        ["lambda"] = static () => Post(static done => ((TaskCompletionSource)done!).SetResult()),
        ["closure"] = static () =>
        {
            int one = 1;
            return Post(done => Complete(done, one));
        },
        ["async lambda"] = static () => Post(static async done => await CompleteAsync(done)),
        ["own static method"] = static () => Post(CompleteStatically),
        ["delegate of a delegate"] = static () => Post(new Action<object?>(CompleteStatically).Invoke),
        ["public method of .NET"] = static () => PostTo(new BlockingCollection<object?>()),
        ["Progress"] = static () => Report(static done => new Progress<int>(_ => done.SetResult())),
        ["own Progress"] = static () => Report(static done => new OwnProgress(_ => done.SetResult())),
        ["AsyncOperation"] = static () => Operate(),
        ["BackgroundWorker"] = static () => Work(),
        ["TaskScheduler"] = static () => Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.FromCurrentSynchronizationContext()),
        ["continuation on a TaskScheduler"] = static () => Task.Delay(1).ContinueWith(static _ => { }, TaskScheduler.FromCurrentSynchronizationContext()),
    };

    [Theory]
    [MemberData(nameof(Awaits))]
    public void Await_Suspended_PostsAContinuation(string name)
    {
        List<bool> seen = [.. Observe(s_awaits[name]), .. Observe(s_awaits[name])];

        Assert.NotEmpty(seen);
        Assert.All(seen, static isContinuation => Assert.True(isContinuation));
    }

    [Theory]
    [MemberData(nameof(Posts))]
    public void Post_OfUserCode_IsNoContinuation(string name)
    {
        List<bool> seen = [.. Observe(_ => s_posts[name]()), .. Observe(_ => s_posts[name]())];

        Assert.NotEmpty(seen);
        Assert.All(seen, static isContinuation => Assert.False(isContinuation));
    }

    [Theory]
    [InlineData("System.Reactive")] // as an extension for observables is called that posts its values
    [InlineData("System.Private.CoreLib")]
    [InlineData("Mine")]
    public void PrivateMethod_OfAnAssemblyThatOnlyHasSuchAName_IsNoContinuation(string name)
    {
        TypeBuilder type = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(name), AssemblyBuilderAccess.RunAndCollect)
            .DefineDynamicModule("module").DefineType("Inner", TypeAttributes.NotPublic);
        MethodBuilder method = type.DefineMethod("Run", MethodAttributes.Private | MethodAttributes.Static, typeof(void), [typeof(object)]);
        method.GetILGenerator().Emit(OpCodes.Ret);
        MethodInfo made = type.CreateType().GetMethod("Run", BindingFlags.NonPublic | BindingFlags.Static)!;

        Assert.False(CallbackOrigin.IsContinuation(made.CreateDelegate<SendOrPostCallback>(), null));
    }

    private static List<bool> Observe(Func<Gate, Task> code)
    {
        List<bool> seen = [];
        var gate = new Gate();
        Patience.OnThread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new Observer(seen));
            Task task = code(gate);
            SynchronizationContext.SetSynchronizationContext(null);
            gate.Open();
            Patience.Wait(task);
        });
        lock (seen)
        {
            return [.. seen];
        }
    }

    private static Task Post(SendOrPostCallback callback)
    {
        var done = new TaskCompletionSource();
        SynchronizationContext.Current!.Post(callback, done);
        return done.Task;
    }

    private static Task PostTo(BlockingCollection<object?> items)
    {
        SynchronizationContext.Current!.Post(items.Add, null);
        return Task.Run(() => Assert.True(items.TryTake(out _, Patience.Limit)));
    }

    private static Task Report(Func<TaskCompletionSource, IProgress<int>> make)
    {
        var done = new TaskCompletionSource();
        make(done).Report(1);
        return done.Task;
    }

    private static Task Operate()
    {
        var done = new TaskCompletionSource();
        AsyncOperationManager.CreateOperation(null).Post(_ => done.SetResult(), null);
        return done.Task;
    }

    private static Task Work()
    {
        var done = new TaskCompletionSource();
        var worker = new BackgroundWorker { WorkerReportsProgress = true };
        worker.DoWork += (_, _) => worker.ReportProgress(1);
        worker.RunWorkerCompleted += (_, _) => done.SetResult();
        worker.RunWorkerAsync();
        return done.Task;
    }

    private static void CompleteStatically(object? done) => ((TaskCompletionSource)done!).SetResult();

    private static void Complete(object? done, int one)
    {
        Assert.Equal(1, one);
        CompleteStatically(done);
    }

    private static Task CompleteAsync(object? done)
    {
        CompleteStatically(done);
        return Task.CompletedTask;
    }

    private static Task AsyncVoid(Gate gate)
    {
        var done = new TaskCompletionSource();
        Run();
        return done.Task;

        async void Run()
        {
            await gate.Opened;
            done.SetResult();
        }
    }

    private static async ValueTask PooledOrNot(Gate gate) => await gate.Opened;

    private static async Task Iterate(Gate gate)
    {
        await foreach (int number in Numbers(gate))
        {
            Assert.True(number > 0);
        }

        static async IAsyncEnumerable<int> Numbers(Gate gate)
        {
            await gate.Opened;
            yield return 1;
            await Task.Yield();
            yield return 2;
        }
    }

    private static async Task WhenEach(Gate gate)
    {
        await foreach (Task ended in Task.WhenEach(gate.Opened, gate.Opened))
        {
            Assert.True(ended.IsCompletedSuccessfully);
        }
    }

    private static async Task Semaphore(Gate gate)
    {
        using var semaphore = new SemaphoreSlim(0);
        gate.WhenOpened(() => semaphore.Release());
        await semaphore.WaitAsync();
    }

    private static async Task Tick(Gate gate)
    {
        var timer = new PeriodicTimer(TimeSpan.FromHours(1));
        gate.WhenOpened(timer.Dispose);
        Assert.False(await timer.WaitForNextTickAsync());
    }

    private static async Task ReadChannel(Gate gate)
    {
        var channel = Channel.CreateUnbounded<int>();
        gate.WhenOpened(() => channel.Writer.TryWrite(1));
        Assert.Equal(1, await channel.Reader.ReadAsync());
    }

    private static async Task ReadPipe(Gate gate)
    {
        var pipe = new Pipe();
        gate.WhenOpened(() => pipe.Writer.Complete());
        Assert.True((await pipe.Reader.ReadAsync()).IsCompleted);
    }

    private static async Task Receive(Gate gate)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        using Socket socket = listener.AcceptSocket();
        gate.WhenOpened(() => client.GetStream().Write([1]));
        Assert.Equal(1, await socket.ReceiveAsync(new Memory<byte>(new byte[1])));
    }

    /// <summary>What a method waits for happens when the test says so, and then on a foreign thread.</summary>
    private sealed class Gate
    {
        private readonly TaskCompletionSource _opened = new();
        private Action _whenOpened = static () => { };

        public Task Opened => _opened.Task;

        public void WhenOpened(Action action) => _whenOpened = action;

        public void Open() => ThreadPool.UnsafeQueueUserWorkItem(
            static gate =>
            {
                gate._opened.SetResult();
                gate._whenOpened();
            },
            this,
            preferLocal: false);
    }

    private sealed class OwnProgress(Action<int> handler) : Progress<int>(handler);

    private sealed class Observer(List<bool> seen) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            lock (seen)
            {
                seen.Add(CallbackOrigin.IsContinuation(d, state));
            }

            ThreadPool.QueueUserWorkItem(_ =>
            {
                SetSynchronizationContext(this);
                d(state);
                SetSynchronizationContext(null);
            });
        }
    }
}
