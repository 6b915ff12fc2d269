namespace Liten;

/// <summary>
/// What code has in its hands that others wait for: the guard of a lock, a request that wants an answer.
/// </summary>
internal interface IHold
{
    /// <summary>
    /// What they wait for, as their <see cref="WaitBlockers.Held"/> says; null once it was given back. For a reader on
    /// any thread.
    /// </summary>
    object? Held { get; }
}
