using Liten.Tests.Scheduling;

namespace Liten.Tests.Conformance;

/// <summary>All implementations that a contract runs against.</summary>
internal static class Subjects
{
    public static Subject Net() => new NetSubject(new SynchronizationContext());

    public static Subject SingleThread() => new NetSubject(new SingleThreadContext());

    public static Subject OneWorker() => new LitenSubject(SchedulerKinds.OneWorker(), drives: false);

    public static Subject FourWorkers() => new LitenSubject(SchedulerKinds.FourWorkers(), drives: false);

    public static Subject WithoutWorkStealing() => new LitenSubject(SchedulerKinds.WithoutWorkStealing(), drives: false);

    public static Subject CurrentThread() => new LitenSubject(SchedulerKinds.CurrentThread(), drives: true);
}
