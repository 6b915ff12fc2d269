namespace Liten.Tests.Conformance;

/// <summary>What the contracts of a SynchronizationContext stand on.</summary>
public abstract class ContextContract : IDisposable
{
    private protected ContextContract(Func<Subject> start) => Subject = start();

    public static TheoryData<Caller> Callers => [.. Enum.GetValues<Caller>()];

    private protected Subject Subject { get; }

    protected SynchronizationContext Context => Subject.Context;

    public void Dispose()
    {
        Subject.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs code with the context current.</summary>
    protected T With<T>(Func<T> code)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(Context);
        try
        {
            return code();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}
