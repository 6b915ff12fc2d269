using Liten.Testing.Xunit;
using Replay.Bugs;

namespace Replay;

/// <summary>The same ten, mended: they pass in every order that is tried.</summary>
public sealed class MendedTests
{
    [LitenFact]
    public LitenTask A01_LostUpdate() => LostUpdate.Mended(TestRun.Current);

    [LitenFact]
    public LitenTask A02_CheckThenAct() => CheckThenAct.Mended(TestRun.Current);

    [LitenFact]
    public LitenTask A03_TwoLocks() => TwoLocks.Mended(TestRun.Current);

    [LitenFact]
    public LitenTask A04_MissedSignal() => MissedSignal.Mended(TestRun.Current);

    [LitenFact]
    public LitenTask A05_DoubleDispose() => DoubleDispose.Mended(TestRun.Current);

    [LitenFact]
    public Task A06_LazyInit() => LazyInit.Mended(TestRun.Current);

    [LitenFact]
    public Task A07_CacheStampede() => CacheStampede.Mended(TestRun.Current);

    [LitenFact]
    public Task A08_Shutdown() => Shutdown.Mended(TestRun.Current);

    [LitenFact]
    public LitenTask A09_CancelledJob() => CancelledJob.Mended(TestRun.Current);

    [LitenFact]
    public LitenTask A10_LateTimeout() => LateTimeout.Mended(TestRun.Current);
}
