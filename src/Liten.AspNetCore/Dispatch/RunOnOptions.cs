namespace Liten;

/// <summary>How many requests <c>RunOn</c> and <c>UseLiten</c> let in, and what the others are told.</summary>
public sealed class RunOnOptions
{
    /// <summary>Requests that run at a time, over all endpoints of this call. Default: no limit.</summary>
    /// <value>1 or more, or null.</value>
    public int? MaxConcurrent { get; set; }

    /// <summary>Requests that may wait for one of those to end; a waiting one holds no worker. Default: 0.</summary>
    /// <value>0 or more.</value>
    public int QueueLimit { get; set; }

    /// <summary>How long one waits at most. Default: 1 s.</summary>
    /// <value>More than zero.</value>
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What a request is told that is not let in. Default: 503.</summary>
    /// <value>400 to 599.</value>
    public int RejectionStatusCode { get; set; } = 503;

    /// <summary>When it may come again, as the header <c>Retry-After</c>, in whole seconds. Default: 1 s.</summary>
    /// <value>Zero or more; zero leaves the header out.</value>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether a request's task is aborted when its client leaves. Default: false.</summary>
    /// <remarks>
    /// Then its next wait of Liten's throws <see cref="TaskAbortedException"/>, and its <c>finally</c> blocks run.
    /// <c>HttpContext.RequestAborted</c> is cancelled in any case.
    /// </remarks>
    public bool AbortOnDisconnect { get; set; }

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        if (MaxConcurrent is { } most)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(MaxConcurrent));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(QueueLimit, nameof(QueueLimit));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(QueueTimeout, TimeSpan.Zero, nameof(QueueTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThan(RejectionStatusCode, 400, nameof(RejectionStatusCode));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RejectionStatusCode, 599, nameof(RejectionStatusCode));
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryAfter, TimeSpan.Zero, nameof(RetryAfter));
    }
}
