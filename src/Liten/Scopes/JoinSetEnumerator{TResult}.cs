using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>One pass through the tasks of a set, as they end: what <c>await foreach</c> uses.</summary>
/// <typeparam name="TResult">How a task of the set ended.</typeparam>
/// <remarks>
/// Thread safety: for one caller at a time. Several of one set share its tasks. Cancellation: a step that threw took
/// nothing, and the next one may go on. Fairness: that of the set.
/// </remarks>
public sealed class JoinSetEnumerator<TResult> : IAsyncEnumerator<TResult>
    where TResult : struct
{
    private readonly JoinSetCore<TResult> _set;
    private readonly CancellationToken _cancellationToken;

    internal JoinSetEnumerator(JoinSetCore<TResult> set, CancellationToken cancellationToken)
    {
        _set = set;
        _cancellationToken = cancellationToken;
    }

    /// <summary>How the task ended that the last step has taken.</summary>
    public TResult Current { get; private set; }

    /// <summary>Waits for the next task that ends and takes it; false if the set is empty.</summary>
    /// <exception cref="OperationCanceledException">When awaited: the token was cancelled.</exception>
    /// <exception cref="TaskAbortedException">When awaited: the calling task was aborted.</exception>
    public LitenTask<bool> MoveNextAsync()
    {
        LitenTask<TResult?> next = _set.NextAsync(_cancellationToken);
        return next.Source is null ? new LitenTask<bool>(Keep(next.EndAwait())) : Finish(next);

        async LitenTask<bool> Finish(LitenTask<TResult?> next) => Keep(await next);
    }

    /// <summary>Ends the pass. The set and its tasks stay.</summary>
    public ValueTask DisposeAsync() => default;

    ValueTask<bool> IAsyncEnumerator<TResult>.MoveNextAsync()
    {
        LitenTask<bool> moved = MoveNextAsync();
        return moved.Source is null ? new ValueTask<bool>(moved.EndAwait()) : Finish(moved);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        static async ValueTask<bool> Finish(LitenTask<bool> moved) => await moved;
    }

    private bool Keep(TResult? next)
    {
        Current = next.GetValueOrDefault();
        return next.HasValue;
    }
}
