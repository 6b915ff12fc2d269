using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// The result of an async method or a wait that costs almost nothing to await. Await it once, like a
/// <see cref="ValueTask"/>.
/// </summary>
/// <remarks>
/// <para>
/// A LitenTask is already running when you get it. One that has completed synchronously allocates nothing; one that
/// suspends uses a pooled object, which is why it may be awaited only once. <see cref="AsTask"/> gives a
/// <see cref="Task"/> that may be awaited many times.
/// </para>
/// <para>
/// Thread safety: one LitenTask belongs to one awaiter. Awaiting it a second time throws
/// <see cref="InvalidOperationException"/>.
/// </para>
/// <example>
/// <code>
/// static async LitenTask GreetAsync()
/// {
///     await Time.Sleep(TimeSpan.FromMilliseconds(10));
///     Console.WriteLine($"Hello from task {LitenTask.Current.Id}");
/// }
/// </code>
/// </example>
/// </remarks>
[AsyncMethodBuilder(typeof(LitenTaskMethodBuilder))]
public readonly partial struct LitenTask
{
    internal readonly AwaitSource<VoidResult>? Source;
    private readonly uint _token;

    internal LitenTask(AwaitSource<VoidResult>? source, uint token)
    {
        Source = source;
        _token = token;
    }

    internal LitenTask(LitenTask<VoidResult> task)
        : this(task.Source, task.Token)
    {
    }

    /// <summary>Whether the task has completed, successfully or not.</summary>
    public bool IsCompleted => Source is null || Source.IsDone(_token);

    /// <summary>The source to register with, after a check that it still is in this task's use.</summary>
    internal AwaitSource<VoidResult>? SourceToAwait => AsVoidResult.SourceToAwait;

    internal LitenTask<VoidResult> AsVoidResult => Source is null ? default : new LitenTask<VoidResult>(Source, _token);

    /// <summary>Gets the awaiter that <c>await</c> uses.</summary>
    public LitenTaskAwaiter GetAwaiter() => new(this);

    /// <summary>A <see cref="Task"/> with the same outcome. Uses up this LitenTask.</summary>
    /// <remarks>An aborted or cancelled wait becomes a cancelled task.</remarks>
    public Task AsTask() => Source is null ? Task.CompletedTask : AsVoidResult.AsTask();

    /// <summary>A <see cref="ValueTask"/> with the same outcome. Uses up this LitenTask.</summary>
    /// <remarks>
    /// Code that awaits it in a runtime goes on in that runtime: behind <c>ConfigureAwait(false)</c> on a worker
    /// without a SynchronizationContext, else with it. So a library's code stays on the workers. Await it once.
    /// </remarks>
    public ValueTask AsValueTask() => Source is null ? default : Bridge(SourceToAwait!, _token);

    /// <summary>A task that has completed.</summary>
    public static LitenTask CompletedTask => default;

    /// <summary>A task that has completed with a result.</summary>
    public static LitenTask<T> FromResult<T>(T result) => new(result);

    /// <summary>A task that has failed.</summary>
    public static LitenTask FromException(Exception exception) => new(FromException<VoidResult>(exception));

    /// <summary>A task that has failed.</summary>
    public static LitenTask<T> FromException<T>(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var source = new EndedSource<T>(exception);
        return new LitenTask<T>(source, source.Version);
    }

    /// <summary>Lets everything else that is ready run first, then goes on.</summary>
    /// <remarks>
    /// Outside a runtime it goes through the captured context or the ThreadPool. Awaiting it always suspends. In a task
    /// that was aborted, going on throws <see cref="TaskAbortedException"/>.
    /// </remarks>
    public static LitenTask Yield() => new(YieldSource.Instance, 0);

    private static ValueTask Bridge(AwaitSource<VoidResult> source, uint token)
    {
        var bridge = ValueTaskBridge<VoidResult>.To(source, token);
        return new ValueTask(bridge, bridge.Version);
    }

    internal void EndAwait() => Source?.GetResult(_token);
}
