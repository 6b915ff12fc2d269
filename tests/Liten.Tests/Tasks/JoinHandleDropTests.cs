using System.Runtime.CompilerServices;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Tasks;

/// <summary>A handle that nobody keeps: its task runs on, and its failure is told.</summary>
public sealed class JoinHandleDropTests : JoinHandleRig
{
    [Fact]
    public void Dropped_Handle_TaskRunsOn()
    {
        bool ended = false;
        Drop();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _sender.TrySend(1);
        _runtime.RunAll();
        Assert.True(ended);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Drop()
        {
            _runtime.Begin(async () =>
            {
                int result = await _receiver;
                ended = true;
                return result;
            });
        }
    }

    [Fact]
    public void Dropped_HandleOfAFailedTask_IsReportedOnce()
    {
        var reported = new List<UnhandledExceptionInfo>();
        var host = new TaskHost(new object(), new RuntimeHooks { OnUnhandledException = reported.Add }, int.MaxValue) { Scheduler = _runtime };
        Drop("dropped");
        Collect();
        UnhandledExceptionInfo info = Assert.Single(reported);
        Assert.Equal("dropped", info.Exception.Message);
        Assert.Equal("dropped", info.Task?.Name);

        Drop("awaited", static handle => Assert.Throws<FormatException>(() => handle.GetAwaiter().GetResult()));
        Drop("made a Task", static handle => Assert.Throws<FormatException>(() => Patience.Get(handle.AsTask())));
        Drop("joined and not read", static handle => Assert.True(handle.JoinAsync().GetAwaiter().GetResult().IsFaulted));
        Drop("aborted", static handle => { }, abort: true);
        Collect();
        Assert.Single(reported);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Drop(string name, Action<JoinHandle<int>>? look = null, bool abort = false)
        {
            JoinHandle<int> handle = Spawning.Make(host, LitenTask<int> () => throw new FormatException(name), new(new SpawnOptions { Name = name }, "", 0)).Start();
            if (abort)
            {
                handle.Abort();
            }

            _runtime.RunAll();
            look?.Invoke(handle);
        }

        static void Collect()
        {
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
    }
}
