namespace Liten;

/// <summary>A task in a list.</summary>
internal sealed record TaskRowAnswer(
    long Id,
    string? Name,
    string Site,
    int Runtime,
    LiveTaskState State,
    double Age,
    double? Since,
    long Parent,
    bool IsJob,
    bool IsAborted,
    string? Thread,
    WaitAnswer? Wait,
    FrameAnswer? Top);
