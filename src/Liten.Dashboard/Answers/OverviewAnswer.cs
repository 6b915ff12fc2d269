namespace Liten;

/// <summary>What somebody sees first.</summary>
internal sealed record OverviewAnswer(
    long At,
    string Process,
    bool AllowAbort,
    IReadOnlyList<FindingAnswer> Findings,
    IReadOnlyList<RuntimeAnswer> Runtimes);
