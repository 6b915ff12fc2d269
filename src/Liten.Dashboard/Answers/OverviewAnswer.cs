namespace Liten;

/// <summary>What somebody sees first.</summary>
internal sealed record OverviewAnswer(
    long At,
    string Process,
    double Pause,
    bool AllowAbort,
    IReadOnlyList<FindingAnswer> Findings,
    IReadOnlyList<RuntimeAnswer> Runtimes);
