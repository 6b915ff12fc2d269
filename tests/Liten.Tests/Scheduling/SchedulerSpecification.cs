namespace Liten.Tests.Scheduling;

/// <summary>What holds on every kind of scheduler. The nested classes of a specification run it on each of <see cref="SchedulerKinds"/>.</summary>
/// <remarks>A number behind a test's name is that of the behaviour in behaviours.md.</remarks>
public abstract class SchedulerSpecification(Func<RuntimeBuilder> createBuilder)
{
    private protected RuntimeUnderTest Start(Action<RuntimeBuilder>? configure = null)
    {
        RuntimeBuilder builder = createBuilder();
        configure?.Invoke(builder);
        return new RuntimeUnderTest(builder);
    }
}
