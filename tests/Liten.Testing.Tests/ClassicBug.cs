namespace Liten.Testing.Tests;

/// <summary>One of the ten: how to explore it broken and mended.</summary>
public sealed record ClassicBug(
    string Name, Func<TestRun, LitenTask> Broken, Func<TestRun, LitenTask> Mended)
{
    public static readonly ClassicBug[] All =
    [
        Of(nameof(LostUpdate), LostUpdate.Broken, LostUpdate.Mended),
        Of(nameof(CheckThenAct), CheckThenAct.Broken, CheckThenAct.Mended),
        Of(nameof(TwoLocks), TwoLocks.Broken, TwoLocks.Mended),
        Of(nameof(MissedSignal), MissedSignal.Broken, MissedSignal.Mended),
        Of(nameof(DoubleDispose), DoubleDispose.Broken, DoubleDispose.Mended),
        OfTask(nameof(LazyInit), LazyInit.Broken, LazyInit.Mended),
        OfTask(nameof(CacheStampede), CacheStampede.Broken, CacheStampede.Mended),
        OfTask(nameof(Shutdown), Shutdown.Broken, Shutdown.Mended),
        Of(nameof(CancelledJob), CancelledJob.Broken, CancelledJob.Mended),
        Of(nameof(LateTimeout), LateTimeout.Broken, LateTimeout.Mended),
    ];

    public static ClassicBug Called(string name) => Array.Find(All, bug => bug.Name == name)!;

    public LitenTask RunBroken(TestRun run) => Broken(run);

    public LitenTask RunMended(TestRun run) => Mended(run);

    /// <summary>The body among other tasks that only yield.</summary>
    public static async LitenTask AmongNoise(Func<TestRun, LitenTask> body, TestRun run)
    {
        JoinHandle[] noise = new JoinHandle[6];
        for (int i = 0; i < noise.Length; i++)
        {
            noise[i] = LitenTask.Spawn(async () =>
            {
                for (int turn = 0; turn < 10; turn++)
                {
                    await LitenTask.Yield();
                }
            });
        }

        await body(run);
        await LitenTask.WhenAll(noise);
    }

    public override string ToString() => Name;

    private static ClassicBug Of(string name, Func<TestRun, LitenTask> broken, Func<TestRun, LitenTask> mended)
        => new(name, broken, mended);

    private static ClassicBug OfTask(string name, Func<TestRun, Task> broken, Func<TestRun, Task> mended)
        => new(name, run => Await(broken, run), run => Await(mended, run));

    private static async LitenTask Await(Func<TestRun, Task> body, TestRun run) => await LitenTask.Spawn(() => body(run));
}
