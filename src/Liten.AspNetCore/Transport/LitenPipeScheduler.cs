using System.IO.Pipelines;

namespace Liten;

/// <summary>Runs what a pipe has to do on the workers of a runtime.</summary>
/// <param name="runtime">The runtime. After its end the ThreadPool takes over, so that no pipe hangs.</param>
/// <remarks>
/// Useful without Kestrel too: <c>new PipeOptions(readerScheduler: new LitenPipeScheduler(runtime),
/// useSynchronizationContext: false)</c>. Code that a pipe resumes is part of no Liten task, and what it awaits comes
/// back to the runtime. Any thread may use it.
/// </remarks>
/// <exception cref="ArgumentNullException"><paramref name="runtime"/> is null.</exception>
public sealed class LitenPipeScheduler(Runtime runtime) : PipeScheduler
{
    private readonly Runtime _runtime = runtime ?? throw new ArgumentNullException(nameof(runtime));

    /// <inheritdoc/>
    public override void Schedule(Action<object?> action, object? state) => _runtime.QueueWorkItem(action, state);
}
