namespace Liten;

/// <summary>How bad a finding is.</summary>
internal enum Severity
{
    /// <summary>It may be meant so.</summary>
    Note,

    /// <summary>Something is slower than it should be, or may become bad.</summary>
    Warning,

    /// <summary>Something does not go on.</summary>
    Stuck,
}
