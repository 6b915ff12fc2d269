namespace Crawler;

/// <summary>What came of a page.</summary>
/// <param name="Host">Its host.</param>
/// <param name="Page">Its address.</param>
/// <param name="Tries">How often it was asked for.</param>
/// <param name="Took">From the first try to the end, the waits included.</param>
/// <param name="Answer">What the host said at last; null if it said nothing.</param>
/// <param name="Problem">Why the page could not be had; null if it could.</param>
/// <param name="IsCutShort">Whether Ctrl+C came before the page was there.</param>
internal sealed record Visit(
    Host Host, Uri Page, int Tries, TimeSpan Took, Answer? Answer, string? Problem, bool IsCutShort);
