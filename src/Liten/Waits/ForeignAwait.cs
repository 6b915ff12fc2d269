namespace Liten;

/// <summary>
/// The await of one call for something that knows no Liten: by what it is woken, and what a reader is told of it.
/// </summary>
/// <remarks>
/// One for each box that ever waits so; used again for each such wait.
/// <code>
/// field    written by                              read by     under
/// _what    the call that waits, who resumes it     any thread  release and acquire
/// _owner   the call that waits                     any thread  release and acquire
/// _since   the call that waits                     any thread  a later value than that of _what is harmless
/// </code>
/// </remarks>
internal sealed class ForeignAwait(Action wake)
{
    private Published<object> _what;
    private Published<object> _owner;
    private long _since;

    /// <summary>What an awaiter is to call that is known to call once.</summary>
    public Action Wake { get; } = wake;

    /// <summary>The wait begins. Before the awaiter is given the continuation.</summary>
    /// <param name="owner">Whose code waits, or null.</param>
    /// <param name="what">The awaited <see cref="Task"/>, or else the type of the awaiter.</param>
    public void Begin(object? owner, object what)
    {
        _since = Clock.Milliseconds;
        _owner.Set(owner);
        _what.Set(what);
    }

    /// <summary>
    /// The wait is over, before its call goes on. Nothing is kept: the call's box may lie in a pool for long.
    /// </summary>
    public void End()
    {
        _what.Set(null);
        _owner.Set(null);
    }

    /// <summary>What the call waits for, if it still is a call of the given owner and does wait.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="milliseconds">Since how many milliseconds at least.</param>
    public object? Read(object owner, out long milliseconds)
    {
        object? what = _what.Value;
        bool isOwners = ReferenceEquals(_owner.Value, owner);
        milliseconds = Math.Max(0, Clock.Milliseconds - _since);

        // The same before and after: in between it was this wait, or one of the same owner for the same thing.
        return isOwners && ReferenceEquals(_what.Value, what) ? what : null;
    }
}
