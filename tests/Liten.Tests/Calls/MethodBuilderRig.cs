namespace Liten.Tests.Calls;

/// <summary>A runtime with one worker: whatever a task leaves on a thread, the next one finds.</summary>
public abstract class MethodBuilderRig : IDisposable
{
    private protected static readonly AsyncLocal<string?> s_local = new();

    /// <summary>One worker: whatever a task leaves on a thread, the next one finds.</summary>
    private protected readonly Runtime _runtime = Runtime.CreateBuilder().WorkerThreads(1).Build();

    public void Dispose() => _runtime.Dispose();

    private protected JoinHandle Spawn(string body, Func<LitenTask> code) => body switch
    {
        "LitenTask" => _runtime.Spawn(async () => await code()),
        "Task" => _runtime.Spawn((Func<Task>)(async () => await code())),
        _ => _runtime.Spawn((Func<ValueTask>)(async () => await code())),
    };

    private protected sealed class PoisonedContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new InvalidOperationException("This context is dead.");
    }
}
