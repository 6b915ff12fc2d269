namespace Liten.Interleavings;

/// <summary>
/// TaskScope: children never outlive it, the first failure comes out and no further one is lost, an abort of the owner reaches
/// everything below it, and the owner goes on exactly once, after all of it.
/// </summary>
internal static class ScopeScenarios
{
    private static readonly ScopeOptions s_waits = new() { WaitForChildren = true };

    public static IEnumerable<Scenario> All =>
    [
        new("scope.two-children-end-at-once", 107_702, TwoChildrenEnd),
        new("scope.child-ends-while-the-body-returns", 230_999, ChildEndsWhileLeft),
        new("scope.child-spawns-while-the-body-returns", 644_426, SpawnWhileLeft),
        new("scope.child-spawns-while-the-scope-is-aborted", 125_621, SpawnWhileAborted),
        new("scope.two-failures", 461_035, TwoFailures),
        new("scope.failure-against-the-body", 408_371, FailureAgainstBody),
        new("scope.abort-of-the-owner", 140_548, OwnerAborted) { Preemptions = 1 },
        new("scope.abort-against-the-end", 54_785, AbortAgainstEnd),
        new("scope.abort-against-a-failure", 164_976, AbortAgainstFailure),
        new("scope.join-against-the-last-child", 65_820, JoinAgainstLastChild),
        new("scope.child-is-given-up-while-it-ends", 19_571, GivenUp),
        new("scope.room-against-cancel", 29_866, RoomAgainstCancel),
        new("spawn.token-against-start-and-end", 5_110, TokenAgainstTask),
        new("spawn.room-under-the-limit-against-cancel", 20_398, RoomOfTheRuntime),
    ];

    private static void TwoChildrenEnd(Model model)
    {
        var lab = new Lab(model);
        var rig = new Rig();
        JoinHandle<int> owner = lab.Begin(() => rig.Run(
            async scope =>
            {
                _ = rig.Child(scope, 0);
                _ = rig.Child(scope, 1);
                return 5;
            },
            s_waits));
        lab.Worker("worker 1", () =>
        {
            rig.Release(0);
            lab.RunAll();
        });
        lab.Worker("worker 2", () =>
        {
            rig.Release(1);
            lab.RunAll();
        });
        lab.AtEnd(() =>
        {
            Assert.Equal(5, owner.GetResult());
            Assert.False(rig.HasOutlived);
            Assert.Empty(lab.Host.LiveTasks());
        });
    }

    private static void ChildEndsWhileLeft(Model model)
    {
        var lab = new Lab(model);
        var rig = new Rig();
        var (leave, mayLeave) = Oneshot.Create<int>();
        JoinHandle<int> owner = lab.Begin(() => rig.Run(async scope =>
        {
            _ = rig.Child(scope, 0);
            return await mayLeave;
        }));
        lab.Worker("worker 1", () =>
        {
            leave.TrySend(5);
            lab.RunAll();
        });
        lab.Worker("worker 2", () =>
        {
            rig.Release(0);
            lab.RunAll();
        });
        lab.AtEnd(() =>
        {
            Assert.Equal(5, owner.GetResult());
            Assert.False(rig.HasOutlived);
            Assert.Empty(lab.Host.LiveTasks());
        });
    }

    private static void SpawnWhileLeft(Model model)
    {
        var lab = new Lab(model);
        var rig = new Rig();
        var (leave, mayLeave) = Oneshot.Create<int>();
        JoinHandle? late = null;
        JoinHandle<int> owner = lab.Begin(() => rig.Run(async scope =>
        {
            _ = rig.Child(scope, 0, () => late = scope.Spawn(NeverAsync));
            return await mayLeave;
        }));
        lab.Worker("worker 1", () =>
        {
            leave.TrySend(5);
            lab.RunAll();
        });
        lab.Worker("worker 2", () =>
        {
            rig.Release(0);
            lab.RunAll();
        });
        lab.AtEnd(() =>
        {
            Assert.Equal(5, owner.GetResult());
            Assert.False(rig.HasOutlived);
            Assert.True(late is null or { IsCompleted: true });
            Assert.Empty(lab.Host.LiveTasks());
        });
    }

    private static void SpawnWhileAborted(Model model)
    {
        var lab = new Lab(model);
        var rig = new Rig();
        JoinHandle? late = null;
        JoinHandle<int> owner = lab.Begin(() => rig.Run(
            async scope =>
            {
                _ = rig.Child(scope, 0, () => late = scope.Spawn(NeverAsync));
                return 5;
            },
            s_waits));
        lab.Worker("worker", () =>
        {
            rig.Release(0);
            lab.RunAll();
        });
        model.Actor("aborter", () => rig.Scope!.Abort());
        lab.AtEnd(() =>
        {
            Assert.True(owner.IsCompleted);
            Assert.False(rig.HasOutlived);
            Assert.True(late is null or { IsCompleted: true });
            Assert.Empty(lab.Host.LiveTasks());
        });
    }

    /// <summary>One of the two failures comes out, and the hook hears of the other one.</summary>
    private static void TwoFailures(Model model)
    {
        var told = new List<Exception>();
        var lab = new Lab(model, new RuntimeHooks { OnUnhandledException = info => told.Add(info.Exception) });
        var rig = new Rig();
        JoinHandle<int> owner = lab.Begin(() => rig.Run(
            async scope =>
            {
                _ = rig.Child(scope, 0, static () => throw new FormatException("first"));
                _ = rig.Child(scope, 1, static () => throw new FormatException("second"));
                return 5;
            },
            s_waits));
        lab.Worker("worker 1", () =>
        {
            rig.Release(0);
            lab.RunAll();
        });
        lab.Worker("worker 2", () =>
        {
            rig.Release(1);
            lab.RunAll();
        });
        lab.AtEnd(() =>
        {
            // A child that the other's failure has aborted in its wait has nothing to fail with.
            string came = Assert.Throws<FormatException>(() => owner.GetResult()).Message;
            Assert.True(told.Count + rig.Unwound == 1);
            Assert.DoesNotContain(told, exception => exception.Message == came);
            Assert.Empty(lab.Host.LiveTasks());
        });
    }

    private static void FailureAgainstBody(Model model)
    {
        var told = new List<Exception>();
        var lab = new Lab(model, new RuntimeHooks { OnUnhandledException = info => told.Add(info.Exception) });
        var rig = new Rig();
        var (leave, mayLeave) = Oneshot.Create<int>();
        JoinHandle<int> owner = lab.Begin(() => rig.Run(async scope =>
        {
            _ = rig.Child(scope, 0, static () => throw new FormatException("child"));
            return await mayLeave;
        }));
        lab.Worker("worker 1", () =>
        {
            leave.TrySend(5);
            lab.RunAll();
        });
        lab.Worker("worker 2", () =>
        {
            rig.Release(0);
            lab.RunAll();
        });
        lab.AtEnd(() =>
        {
            Assert.Empty(told);
            Assert.True(owner.HasFailed == (rig.Unwound == 0));
            Assert.Empty(lab.Host.LiveTasks());
        });
    }

    /// <summary>In every phase: the scope is opened, the children run, the body returns, the owner goes on.</summary>
    private static void OwnerAborted(Model model)
    {
        var lab = new Lab(model);
        var rig = new Rig();
        JoinHandle<int> owner = lab.Spawned(() => rig.Run(async scope =>
        {
            _ = rig.Child(scope, 0);
            await LitenTask.Yield();
            rig.Release(0);
            await scope.JoinAsync();
            return 5;
        }));
        lab.Worker("worker 1");
        lab.Worker("worker 2");
        model.Actor("aborter", owner.Abort);
        lab.AtEnd(() =>
        {
            Assert.True(owner.IsCompleted);
            Assert.True(owner.WasAborted || owner.GetResult() == 5);
            Assert.False(rig.HasOutlived);
            Assert.Empty(lab.Host.LiveTasks());
        });
    }

    /// <summary>What a deadline and a token do as well: either the result comes, or the scope was cut short.</summary>
    private static void AbortAgainstEnd(Model model)
    {
        var lab = new Lab(model);
        var rig = new Rig();
        JoinHandle<int> owner = lab.Begin(() => rig.Run(
            async scope =>
            {
                _ = rig.Child(scope, 0);
                return 5;
            },
            s_waits));
        lab.Worker("worker", () =>
        {
            rig.Release(0);
            lab.RunAll();
        });
        model.Actor("aborter", () => rig.Scope!.Abort());
        lab.AtEnd(() =>
        {
            Assert.Equal(rig.Unwound == 0, !owner.WasCanceled);
            Assert.True(owner.WasCanceled || owner.GetResult() == 5);
            Assert.False(rig.HasOutlived);
            Assert.Empty(lab.Host.LiveTasks());
        });
    }

    private static void AbortAgainstFailure(Model model)
    {
        var lab = new Lab(model);
        var rig = new Rig();
        JoinHandle<int> owner = lab.Begin(() => rig.Run(
            async scope =>
            {
                _ = rig.Child(scope, 0, static () => throw new FormatException("child"));
                return 5;
            },
            s_waits));
        lab.Worker("worker", () =>
        {
            rig.Release(0);
            lab.RunAll();
        });
        model.Actor("aborter", owner.Abort);
        lab.AtEnd(() =>
        {
            Assert.True(rig.Unwound == 0 ? owner.HasFailed : owner.WasAborted);
            Assert.Empty(lab.Host.LiveTasks());
        });
    }

    private static void JoinAgainstLastChild(Model model)
    {
        var lab = new Lab(model);
        var rig = new Rig();
        var (join, mayJoin) = Oneshot.Create<int>();
        JoinHandle<int> owner = lab.Begin(() => rig.Run(async scope =>
        {
            _ = rig.Child(scope, 0);
            await mayJoin;
            await scope.JoinAsync();
            return rig.Ended;
        }));
        lab.Worker("worker 1", () =>
        {
            join.TrySend(0);
            lab.RunAll();
        });
        lab.Worker("worker 2", () =>
        {
            rig.Release(0);
            lab.RunAll();
        });
        lab.AtEnd(() => Assert.Equal(1, owner.GetResult()));
    }

    private static void GivenUp(Model model)
    {
        var lab = new Lab(model);
        var rig = new Rig();
        JoinHandle? child = null;
        JoinHandle<int> owner = lab.Begin(() => rig.Run(
            async scope =>
            {
                child = rig.Child(scope, 0);
                return 5;
            },
            s_waits));
        lab.Worker("worker", () =>
        {
            rig.Release(0);
            lab.RunAll();
        });
        model.Actor("shutdown", () => child!.GiveUp());
        lab.AtEnd(() =>
        {
            Assert.True(owner.IsCompleted);
            Assert.Equal(5, owner.GetResult());
        });
    }

    private static void RoomAgainstCancel(Model model)
    {
        var lab = new Lab(model);
        var rig = new Rig();
        var cancellation = new CancellationTokenSource();
        JoinHandle? second = null;
        JoinHandle<int> owner = lab.Begin(() => rig.Run(
            async scope =>
            {
                _ = rig.Child(scope, 0);
                try
                {
                    second = await scope.SpawnAsync(static () => LitenTask.FromResult(0), null, cancellation.Token);
                }
                catch (OperationCanceledException)
                {
                    // No place came, so the next one is the only one again.
                }

                await scope.JoinAsync();
                _ = scope.Spawn(static () => LitenTask.FromResult(0));
                return 5;
            },
            new ScopeOptions { MaxConcurrency = 1, WaitForChildren = true }));
        lab.Worker("worker", () =>
        {
            rig.Release(0);
            lab.RunAll();
        });
        model.Actor("canceller", () => CancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            Assert.Equal(5, owner.GetResult());
            Assert.True(second is null or { IsCompleted: true });
            Assert.Empty(lab.Host.LiveTasks());
        });
    }

    /// <summary>SpawnOptions.CancellationToken: the task ends once, and the token keeps nothing of it.</summary>
    private static void TokenAgainstTask(Model model)
    {
        var lab = new Lab(model);
        var cancellation = new CancellationTokenSource();
        JoinHandle<int>? handle = null;
        lab.Worker("worker", () =>
        {
            handle = Spawning.Make(
                lab.Host,
                static async LitenTask<int> () =>
                {
                    await LitenTask.Yield();
                    return 5;
                },
                new(new SpawnOptions { CancellationToken = cancellation.Token }, "", 0)).Start();
            lab.RunAll();
        });
        model.Actor("canceller", () => CancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            Assert.True(handle!.IsCompleted);
            Assert.True(handle.WasAborted || handle.GetResult() == 5);
            Assert.Empty(lab.Host.LiveTasks());
        });
    }

    private static void RoomOfTheRuntime(Model model)
    {
        var lab = new Lab(model, new RuntimeHooks(), maxTasks: 2);
        var cancellation = new CancellationTokenSource();
        var (end, mayEnd) = Oneshot.Create<int>();
        _ = lab.Begin(async () => await mayEnd);
        JoinHandle<int> spawner = lab.Begin(async () =>
        {
            try
            {
                var task = Spawning.Make(lab.Host, static () => LitenTask.FromResult(3), new(null, "", 0));
                return await await Spawning.StartWhenRoom(task, cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                return 4;
            }
        });
        lab.Worker("worker", () =>
        {
            end.TrySend(0);
            lab.RunAll();
        });
        model.Actor("canceller", () => CancellationTokenRegistration.Cancel(cancellation));
        lab.AtEnd(() =>
        {
            Assert.InRange(spawner.GetResult(), 3, 4);
            Assert.Empty(lab.Host.LiveTasks());
            Assert.True(lab.Host.Places!.TryTake());
            Assert.True(lab.Host.Places.TryTake());
            Assert.False(lab.Host.Places.TryTake());
        });
    }

    private static async LitenTask NeverAsync() => await Oneshot.Create<int>().Receiver;

    /// <summary>An owner with a scope, and children that wait until they are released.</summary>
    private sealed class Rig
    {
        private readonly OneshotSender<int>[] _release = new OneshotSender<int>[2];
        private readonly List<JoinHandle> _children = [];
        private readonly Cell _ended = new();
        private readonly Cell _unwound = new();

        public TaskScope? Scope { get; private set; }

        public int Ended => _ended.Value;

        public int Unwound => _unwound.Value;

        /// <summary>Whether a child had not ended when the owner went on.</summary>
        public bool HasOutlived { get; private set; }

        public async LitenTask<int> Run(Func<TaskScope, LitenTask<int>> body, ScopeOptions? options = null)
        {
            try
            {
                return await TaskScope.RunAsync(
                    scope =>
                    {
                        Scope = scope;
                        return body(scope);
                    },
                    options);
            }
            finally
            {
                HasOutlived = _children.Exists(static child => !child.IsCompleted);
            }
        }

        public JoinHandle Child(TaskScope scope, int number, Action? last = null)
        {
            var (release, released) = Oneshot.Create<int>();
            _release[number] = release;
            JoinHandle child = scope.Spawn(async () =>
            {
                try
                {
                    await released;
                    last?.Invoke();
                }
                catch (TaskAbortedException)
                {
                    _unwound.Add(1);
                    throw;
                }
                finally
                {
                    _ended.Add(1);
                }
            });
            _children.Add(child);
            return child;
        }

        public void Release(int number) => _release[number].TrySend(0);
    }
}
