using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// The result of an async method or a wait that costs almost nothing to await. Await it once, like a
/// <see cref="ValueTask{TResult}"/>.
/// </summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <remarks>
/// What <see cref="LitenTask"/> says of awaiting once and of thread safety holds here too.
/// <example>
/// <code>
/// static async LitenTask&lt;int&gt; AnswerAsync()
/// {
///     await LitenTask.Yield();
///     return 42;
/// }
/// </code>
/// </example>
/// </remarks>
[AsyncMethodBuilder(typeof(LitenTaskMethodBuilder<>))]
public readonly struct LitenTask<T>
{
    /// <summary>
    /// What is waited for; null when the result is here already. Must stay the first field, see
    /// <see cref="AwaiterKind{TAwaiter}"/>.
    /// </summary>
    internal readonly AwaitSource<T>? Source;
    internal readonly uint Token;
    private readonly T? _result;

    internal LitenTask(T result)
    {
        Source = null;
        Token = 0;
        _result = result;
    }

    internal LitenTask(AwaitSource<T> source, uint token)
    {
        Source = source;
        Token = token;
        _result = default;
    }

    /// <summary>Whether the task has completed, successfully or not.</summary>
    public bool IsCompleted => Source is null || Source.IsDone(Token);

    /// <summary>The source to register with, after a check that it still is in this task's use.</summary>
    internal AwaitSource<T>? SourceToAwait
    {
        get
        {
            _ = IsCompleted;
            return Source;
        }
    }

    /// <summary>Gets the awaiter that <c>await</c> uses.</summary>
    public LitenTaskAwaiter<T> GetAwaiter() => new(this);

    /// <summary>A <see cref="Task{TResult}"/> with the same outcome. Uses up this LitenTask.</summary>
    /// <remarks>An aborted or cancelled wait becomes a cancelled task.</remarks>
    public Task<T> AsTask() => Source is null
        ? Task.FromResult(_result!)
        : new TaskBridge<T>(
            SourceToAwait!, Token, static (source, token) => ((AwaitSource<T>)source).GetResult(token)).Connect();

    /// <summary>A <see cref="ValueTask{TResult}"/> with the same outcome. Uses up this LitenTask.</summary>
    /// <inheritdoc cref="LitenTask.AsValueTask" path="/remarks"/>
    public ValueTask<T> AsValueTask() => Source is null ? new ValueTask<T>(_result!) : Bridge(SourceToAwait!, Token);

    private static ValueTask<T> Bridge(AwaitSource<T> source, uint token)
    {
        var bridge = ValueTaskBridge<T>.To(source, token);
        return new ValueTask<T>(bridge, bridge.Version);
    }

    internal T EndAwait() => Source is null ? _result! : Source.GetResult(Token);
}
