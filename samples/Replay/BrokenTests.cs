using Liten.Testing.Xunit;
using Replay.Bugs;

namespace Replay;

/// <summary>Ten classic bugs. Each of these tests fails on purpose, and its report says how.</summary>
public sealed class BrokenTests
{
    [LitenFact]
    public LitenTask A01_LostUpdate() => LostUpdate.Broken(TestRun.Current);

    [LitenFact]
    public LitenTask A02_CheckThenAct() => CheckThenAct.Broken(TestRun.Current);

    [LitenFact]
    public LitenTask A03_TwoLocks() => TwoLocks.Broken(TestRun.Current);

    [LitenFact]
    public LitenTask A04_MissedSignal() => MissedSignal.Broken(TestRun.Current);

    [LitenFact]
    public LitenTask A05_DoubleDispose() => DoubleDispose.Broken(TestRun.Current);

    [LitenFact]
    public Task A06_LazyInit() => LazyInit.Broken(TestRun.Current);

    [LitenFact]
    public Task A07_CacheStampede() => CacheStampede.Broken(TestRun.Current);

    [LitenFact]
    public Task A08_Shutdown() => Shutdown.Broken(TestRun.Current);

    [LitenFact]
    public LitenTask A09_CancelledJob() => CancelledJob.Broken(TestRun.Current);

    [LitenFact]
    public LitenTask A10_LateTimeout() => LateTimeout.Broken(TestRun.Current);
}
