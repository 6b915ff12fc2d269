namespace Liten;

/// <summary>What may be said about a <see cref="TaskScope"/> when it is opened.</summary>
/// <remarks>An object may serve any number of scopes, at the same time too.</remarks>
/// <example>
/// <code>
/// await TaskScope.RunAsync(LoadAsync, new ScopeOptions { Name = "load", Timeout = TimeSpan.FromSeconds(2) });
/// </code>
/// </example>
public sealed class ScopeOptions
{
    private int _maxConcurrency = int.MaxValue;
    private TimeSpan _timeout = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>A name for people: in reports and error messages. Names need not be unique.</summary>
    /// <value>The default is null, no name.</value>
    public string? Name { get; init; }

    /// <summary>
    /// Whether children that still run when the body returns are waited for. If not, they are aborted then, and only
    /// their unwinding is waited for.
    /// </summary>
    /// <value>The default is false: what must be finished is awaited by the body.</value>
    /// <remarks>It is about a body that returns. After a failure or an abort all is aborted in any case.</remarks>
    public bool WaitForChildren { get; init; }

    /// <summary>How many children may live at a time.</summary>
    /// <value>1 or more; the default is <see cref="int.MaxValue"/>, no limit.</value>
    /// <remarks>
    /// <see cref="TaskScope.SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/> waits for
    /// room; <see cref="TaskScope.Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/> throws when there is none.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public int MaxConcurrency
    {
        get => _maxConcurrency;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxConcurrency));
            _maxConcurrency = value;
        }
    }

    /// <summary>How long the scope may take, from its opening.</summary>
    /// <value>
    /// Zero or more; the default is <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>, no limit.
    /// </value>
    /// <remarks>
    /// When the time is over all is aborted, and the scope ends with a <see cref="TimeoutException"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan Timeout
    {
        get => _timeout;
        init
        {
            if (value != System.Threading.Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(Timeout));
            }

            _timeout = value;
        }
    }

    /// <summary>
    /// The moment when the scope must have ended, by the UTC time of the runtime's <see cref="TimeProvider"/>.
    /// </summary>
    /// <value>The default is <see cref="DateTimeOffset.MaxValue"/>, none.</value>
    /// <remarks>
    /// Like <see cref="Timeout"/>; the earlier of the two counts. One deadline can be handed down through several
    /// scopes. Of nested scopes the earlier deadline counts, and the exception says whose it was.
    /// </remarks>
    public DateTimeOffset Deadline { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>
    /// Aborts the scope when it is cancelled; the scope ends with an OperationCanceledException of this token then.
    /// </summary>
    /// <value>The default is a token that is never cancelled.</value>
    public CancellationToken CancellationToken { get; init; }
}
