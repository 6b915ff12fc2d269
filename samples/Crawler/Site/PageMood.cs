namespace Crawler;

/// <summary>How the server behaves when it is asked for a page.</summary>
internal enum PageMood
{
    /// <summary>It answers.</summary>
    Fine,

    /// <summary>It answers late.</summary>
    Slow,

    /// <summary>It is overloaded (503) the first time or the first two times, and then answers.</summary>
    Flaky,

    /// <summary>It is overloaded (503) each time.</summary>
    Broken,

    /// <summary>It never answers.</summary>
    Stuck,
}
