namespace Liten;

/// <summary>Why a scope aborts what runs in it. The first cause counts.</summary>
internal enum ScopeCause
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>The body or a child has failed.</summary>
    Failure,

    /// <summary>The body has returned, and the children are not waited for.</summary>
    Left,

    /// <summary>The time is over.</summary>
    Deadline,

    /// <summary>The scope's token was cancelled.</summary>
    Token,

    /// <summary>The task that has opened the scope was aborted.</summary>
    Owner,

    /// <summary>Somebody has called <see cref="TaskScope.Abort"/>, or the runtime shuts down.</summary>
    Abort,
}
