using System.Globalization;
using System.Runtime.CompilerServices;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Calls;

/// <summary>Which contexts flow into, out of and through an <c>async LitenTask</c> method.</summary>
public sealed class MethodBuilderContextTests : MethodBuilderRig
{
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
}
