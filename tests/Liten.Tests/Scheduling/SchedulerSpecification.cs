namespace Liten.Tests.Scheduling;

/// <summary>What holds on every kind of scheduler: the nested classes of a specification run it on each.</summary>
/// <remarks>A number behind a test's name is that of its behaviour in behaviours.md.</remarks>
public abstract class SchedulerSpecification(Func<RuntimeBuilder> createBuilder)
{
    private protected RuntimeUnderTest Start(Action<RuntimeBuilder>? configure = null)
    {
        RuntimeBuilder builder = createBuilder();
        configure?.Invoke(builder);
        return new RuntimeUnderTest(builder);
    }
}
