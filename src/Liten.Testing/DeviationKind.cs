namespace Liten.Testing;

/// <summary>In which way a step leaves the default order.</summary>
internal enum DeviationKind
{
    /// <summary>Another piece of code runs.</summary>
    Order,

    /// <summary>Time passes although code could run.</summary>
    Time,

    /// <summary>A task is aborted.</summary>
    Abort,

    /// <summary>A source of a cancellation token is cancelled.</summary>
    Cancel,

    /// <summary>A fault strikes at a place where running code allows for one.</summary>
    Fault,
}
