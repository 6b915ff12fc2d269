using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Calls;

/// <summary>What flows into, out of and through an <c>async LitenTask</c> method: contexts, and what it awaits that is not Liten's.</summary>
public sealed class MethodBuilderTests : IDisposable
{
    private static readonly AsyncLocal<string?> s_local = new();

    /// <summary>One worker: whatever a task leaves on a thread, the next one finds.</summary>
    private readonly Runtime _runtime = Runtime.CreateBuilder().WorkerThreads(1).Build();

    public void Dispose() => _runtime.Dispose();

    public static TheoryData<string, string> WaitsAndBodies
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string wait in new[] { "yield", "oneshot", "join", "timer", "foreign", "none" })
            {
                foreach (string body in new[] { "LitenTask", "Task", "ValueTask" })
                {
                    data.Add(wait, body);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(WaitsAndBodies))]
    public void Contexts_WhateverOthersLeaveOnTheThread_AreTheTasksOwnAfterEachWait(string wait, string body)
    {
        List<JoinHandle> handles = [];
        for (int i = 0; i < 4; i++)
        {
            int id = i;
            handles.Add(Spawn(body, () => Poison(wait)));
            s_local.Value = $"task {i}";
            CultureInfo.CurrentCulture = CultureOf(i);
            handles.Add(Spawn(body, () => Check(wait, $"task {id}", CultureOf(id).Name)));
            s_local.Value = null;
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            handles.Add(Spawn(body, () => Check(wait, null, "")));
        }

        handles.ForEach(static handle => Patience.Wait(handle));

        static CultureInfo CultureOf(int i) => CultureInfo.GetCultureInfo(new[] { "de-DE", "fr-FR", "ja-JP", "tr-TR" }[i]);

        async LitenTask Poison(string wait)
        {
            for (int round = 0; round < 10; round++)
            {
                await WaitOnce(wait);
                s_local.Value = "poison";
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("ru-RU");
                CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ru-RU");
                SynchronizationContext.SetSynchronizationContext(_runtime.SynchronizationContext);
            }

            s_local.Value = "poison";
            SynchronizationContext.SetSynchronizationContext(new PoisonedContext());
        }

        async LitenTask Check(string wait, string? local, string culture)
        {
            for (int round = 0; round < 10; round++)
            {
                await WaitOnce(wait);
                Assert.Equal(local, s_local.Value);
                Assert.Equal(culture, CultureInfo.CurrentCulture.Name);
                Assert.NotEqual("ru-RU", CultureInfo.CurrentUICulture.Name);
                Assert.Same(_runtime.SynchronizationContext, SynchronizationContext.Current);
            }
        }
    }

    [Fact]
    public void AsyncLocal_SetInTheCallee_DoesNotReachTheCaller()
    {
        string? log = Patience.Get(_runtime.Spawn<string?>(async () =>
        {
            s_local.Value = "caller";
            LitenTask pending = SetBeforeAndAfterWait();
            string? afterCall = s_local.Value;
            await pending;
            string? afterAwait = s_local.Value;
            await SetAndReturn();
            await SetAndThrow();
            return $"{afterCall}, {afterAwait}, {s_local.Value}";
        }));
        Assert.Equal("caller, caller, caller", log);

        static async LitenTask SetBeforeAndAfterWait()
        {
            Assert.Equal("caller", s_local.Value);
            s_local.Value = "callee before";
            await LitenTask.Yield();
            Assert.Equal("callee before", s_local.Value);
            s_local.Value = "callee after";
            await Task.Yield();
            Assert.Equal("callee after", s_local.Value);
        }

        static async LitenTask SetAndReturn()
        {
            s_local.Value = "returned";
            await LitenTask.CompletedTask;
        }

        static async LitenTask SetAndThrow()
        {
            try
            {
                await Throw();
            }
            catch (FormatException)
            {
            }

            static async LitenTask Throw()
            {
                s_local.Value = "thrown";
                await LitenTask.CompletedTask;
                throw new FormatException();
            }
        }
    }

    [Fact]
    public void SynchronizationContext_SetInTheCallee_DoesNotReachTheCaller()
    {
        Patience.Wait(_runtime.Spawn(async () =>
        {
            LitenTask pending = Set(before: true, after: false);
            Assert.Same(_runtime.SynchronizationContext, SynchronizationContext.Current);
            await pending;
            Assert.Same(_runtime.SynchronizationContext, SynchronizationContext.Current);
            await Set(before: false, after: true);
            Assert.Same(_runtime.SynchronizationContext, SynchronizationContext.Current);
        }));

        static async LitenTask Set(bool before, bool after)
        {
            if (before)
            {
                SynchronizationContext.SetSynchronizationContext(new PoisonedContext());
            }

            await LitenTask.Yield();
            if (after)
            {
                SynchronizationContext.SetSynchronizationContext(new PoisonedContext());
            }
        }
    }

    [Fact]
    public void Spawn_FlowsTheSpawnersContext_UnlessItsFlowIsSuppressed()
    {
        s_local.Value = "spawner";
        JoinHandle<string?> flowing = _runtime.Spawn<string?>(Read);
        JoinHandle<string?> suppressed;
        using (ExecutionContext.SuppressFlow())
        {
            suppressed = _runtime.Spawn<string?>(Read);
        }

        s_local.Value = "later";
        Assert.Equal("spawner", Patience.Get(flowing));
        Assert.Null(Patience.Get(suppressed));

        static async LitenTask<string?> Read()
        {
            string? first = s_local.Value;
            await LitenTask.Yield();
            Assert.Equal(first, s_local.Value);
            return first;
        }
    }

    [Fact]
    public void SuppressFlow_AcrossAWait_LeavesTheDefaultContextAndHarmsNobody()
    {
        s_local.Value = "spawner";
        JoinHandle<string?> task = _runtime.Spawn<string?>(async () =>
        {
            LitenTask<string?> call = Suppressing();
            Assert.False(ExecutionContext.IsFlowSuppressed());
            return await call + "/" + s_local.Value;
        });
        Assert.Equal("/spawner", Patience.Get(task));
        Assert.Equal("spawner", Patience.Get(_runtime.Spawn<string?>(async () => await LitenTask.FromResult(s_local.Value))));

        static async LitenTask<string?> Suppressing()
        {
            ExecutionContext.SuppressFlow();
            await LitenTask.Yield();
            Assert.False(ExecutionContext.IsFlowSuppressed());
            return s_local.Value;
        }
    }

    [Fact]
    public void CapturedContext_AfterTheEnd_IsNotKeptAlive()
    {
        (JoinHandle handle, WeakReference value) = SpawnWithAValue();
        Patience.Wait(handle);

        // The turn that ended the task may still be under way; a later one on the only worker is after it.
        Patience.Wait(_runtime.Spawn(static async () => await LitenTask.Yield()));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(value.IsAlive);
        GC.KeepAlive(handle);

        [MethodImpl(MethodImplOptions.NoInlining)]
        (JoinHandle, WeakReference) SpawnWithAValue()
        {
            var local = new AsyncLocal<object?>();
            WeakReference? value = null;
            JoinHandle? handle = null;
            Patience.OnThread(() =>
            {
                local.Value = new object();
                value = new WeakReference(local.Value);
                handle = _runtime.Spawn(static async () =>
                {
                    await LitenTask.Yield();
                    await LitenTask.Yield();
                });
            });
            return (handle!, value!);
        }
    }

    public static TheoryData<string> ForeignAwaits =>
    [
        "Task.Yield", "Task.Run", "ConfigureAwait(false)", "ForceYielding", "TaskCompletionSource", "TaskCompletionSource async", "ValueTask", "ValueTask source",
        "ValueTask source ConfigureAwait(false)", "Channel", "Task.Delay", "Thread",
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
                case "Thread":
                    await new ScriptedAwaitable { Register = static continuation => new Thread(() => continuation()).Start() };
                    break;
                default:
                    throw new ArgumentException(what);
            }

            AssertInRuntime(current);
            return 7;
        }

        static void AssertInRuntime(CurrentTask expected)
        {
            Assert.True(ThreadContext.Current is { IsWorker: true });
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

    [Theory]
    [InlineData("no context")]
    [InlineData("pump")]
    [InlineData("scheduler")]
    [InlineData("scheduler exclusive")]
    public void Await_OutsideOfTheRuntime_ResumesInTheCapturedContext(string where)
    {
        using var pump = new PumpingContext();
        var pair = new ConcurrentExclusiveSchedulerPair();
        TaskScheduler scheduler = where == "scheduler" ? pair.ConcurrentScheduler : pair.ExclusiveScheduler;
        Task<int> all = where switch
        {
            "no context" => Task.Run(() => AwaitEverything(static () => Assert.Null(SynchronizationContext.Current), static () => Assert.True(Thread.CurrentThread.IsThreadPoolThread))),
            "pump" => pump.Run(() => AwaitEverything(() => Assert.Same(pump, SynchronizationContext.Current), () => Assert.True(pump.IsThisThread))),
            _ => Task.Factory.StartNew(
                () => AwaitEverything(static () => { }, () => Assert.Same(scheduler, TaskScheduler.Current)), CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap(),
        };
        Assert.Equal(8, Patience.Get(all));
    }

    [Fact]
    public void Await_OnAForeignContextsThread_LeavesNoExecutionContextThere()
    {
        using var pump = new PumpingContext();
        string? seen = "";
        Patience.Get(pump.Run(async () =>
        {
            JoinHandle handle = _runtime.Spawn(static async () => await LitenTask.Yield());
            TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = Poisoning(handle, ended);
            await ended.Task.ConfigureAwait(false);
            return 1;
        }));
        seen = Patience.Get(pump.Call(static () => s_local.Value));
        Assert.Null(seen);

        static async LitenTask Poisoning(JoinHandle handle, TaskCompletionSource ended)
        {
            s_local.Value = "poison";
            await handle;
            Assert.Equal("poison", s_local.Value);
            s_local.Value = "more poison";
            await LitenTask.Yield();
            Assert.Equal("more poison", s_local.Value);
            ended.SetResult();
        }
    }

    [Fact]
    public void Await_ContextRefusesTheContinuation_CompleterAndOtherWaitersAreUnharmed()
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> handle = _runtime.Spawn(async () => await receiver);
        Task<int>? dead = null;
        Task<int>? other = null;
        Patience.OnThread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new PoisonedContext());
            dead = AwaitIt(handle);
            SynchronizationContext.SetSynchronizationContext(null);
            other = AwaitIt(handle);
        });
        sender.TrySend(9);

        Assert.Equal(9, Patience.Get(other!, "the waiter behind the one whose context is dead"));
        Assert.Equal(9, Patience.Get(dead!, "the waiter whose context is dead"));
        Assert.Equal(9, Patience.Get(handle));

        static async Task<int> AwaitIt(JoinHandle<int> handle) => await handle;
    }

    private static async LitenTask WaitOnce(string wait)
    {
        switch (wait)
        {
            case "yield":
                await LitenTask.Yield();
                break;
            case "oneshot":
                (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
                _ = LitenTask.Spawn(async () =>
                {
                    await LitenTask.Yield();
                    sender.TrySend(1);
                });
                await receiver;
                break;
            case "join":
                await LitenTask.Spawn(static async () => await LitenTask.Yield());
                break;
            case "timer":
                await Time.Sleep(TimeSpan.FromMicroseconds(50));
                break;
            case "foreign":
                await Task.Yield();
                break;
        }
    }

    private JoinHandle Spawn(string body, Func<LitenTask> code) => body switch
    {
        "LitenTask" => _runtime.Spawn(async () => await code()),
        "Task" => _runtime.Spawn((Func<Task>)(async () => await code())),
        _ => _runtime.Spawn((Func<ValueTask>)(async () => await code())),
    };

    /// <summary>Awaits each thing of Liten's in each kind of method, and asks after each await whether it is in the right place.</summary>
    private async Task<int> AwaitEverything(Action context, Action place)
    {
        int checks = 0;
        JoinHandle<int> handle = Started();
        Assert.Equal(5, await handle);
        Check();
        await (JoinHandle)Started();
        Check();
        Assert.Equal(5, (await Started().JoinAsync()).Value);
        Check();
        await LitenTask.Yield();
        Check();
        Assert.Equal(5, await InLitenTask());
        Check();
        Assert.Equal(5, await InValueTask());
        Check();
        var end = new TaskCompletionSource();
        InVoid(end);
        await end.Task;
        Check();
        Assert.Same(handle, await LitenTask.WhenAny(handle, Started()));
        Check();
        return checks;

        void Check()
        {
            checks++;
            context();
            place();
        }

        JoinHandle<int> Started() => _runtime.Spawn(static async () =>
        {
            for (int i = 0; i < 3; i++)
            {
                await LitenTask.Yield();
            }

            return 5;
        });

        async LitenTask<int> InLitenTask()
        {
            int result = await Started();
            place();
            await LitenTask.Yield();
            place();
            return result;
        }

        async ValueTask<int> InValueTask()
        {
            int result = await Started();
            context();
            place();
            return result;
        }

        async void InVoid(TaskCompletionSource end)
        {
            try
            {
                await Started();
                context();
                place();
                end.SetResult();
            }
            catch (Exception exception)
            {
                end.SetException(exception);
            }
        }
    }

    private sealed class PoisonedContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new InvalidOperationException("This context is dead.");
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
