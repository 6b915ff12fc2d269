#pragma warning disable xUnit1051 // A wait here ends with its runtime.

namespace Liten.Tests.Faults;

/// <summary>A user's hook that throws, one at a time and on every kind of runtime: no task notices, and the failures are counted.</summary>
public sealed class HookFaultTests
{
    public static TheoryData<string, string> HooksAndFlavours => Flavours.With("start", "stop", "park", "unpark", "spawn", "terminate", "unhandled");

    [Theory]
    [MemberData(nameof(HooksAndFlavours))]
    public void Hook_Throws_EveryTaskEndsAsItWould(string flavour, string hook) => Patience.OnThread(() =>
    {
        Runtime runtime = Arm(Flavours.Builder(flavour), hook).Build();
        string[] outcomes = runtime.BlockOn(UseEverything);
        runtime.SynchronizationContext.Post(static _ => throw new FormatException("posted"), null);
        runtime.BlockOn(static async () => await LitenTask.Yield());
        runtime.Dispose();

        Assert.Equal(["value 1", "FormatException", "aborted", "job 2", "slept"], outcomes);
        Assert.InRange(runtime.Metrics.HookFailures, 1, long.MaxValue);
        Assert.Equal(0, runtime.Metrics.AliveTasks);
    });

    private static async LitenTask<string[]> UseEverything()
    {
        JoinHandle<int> good = LitenTask.Spawn(static async () => 1);
        JoinHandle<int> bad = LitenTask.Spawn(static async LitenTask<int> () => throw new FormatException("task"));
        JoinHandle<int> aborted = LitenTask.Spawn(static async () => await Oneshot.Create<int>().Receiver);
        aborted.Abort();
        JoinHandle<int> job = Blocking.Spawn(static () => 2);
        await Time.Sleep(TimeSpan.FromMilliseconds(2));
        return
        [
            $"value {await good}",
            (await bad.JoinAsync()).Exception!.GetType().Name,
            (await aborted.JoinAsync()).IsAborted ? "aborted" : "not aborted",
            $"job {await job}",
            "slept",
        ];
    }

    private static RuntimeBuilder Arm(RuntimeBuilder builder, string hook) => hook switch
    {
        "start" => builder.OnThreadStart(static _ => throw new InvalidOperationException("hook")),
        "stop" => builder.OnThreadStop(static _ => throw new InvalidOperationException("hook")),
        "park" => builder.OnThreadPark(static _ => throw new InvalidOperationException("hook")),
        "unpark" => builder.OnThreadUnpark(static _ => throw new InvalidOperationException("hook")),
        "spawn" => builder.OnTaskSpawn(static _ => throw new InvalidOperationException("hook")),
        "terminate" => builder.OnTaskTerminate(static _ => throw new InvalidOperationException("hook")),
        _ => builder.OnUnhandledException(static _ => throw new InvalidOperationException("hook")),
    };
}
