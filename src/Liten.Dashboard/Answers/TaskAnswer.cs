namespace Liten;

/// <summary>All of one task.</summary>
internal sealed record TaskAnswer(
    TaskRowAnswer Task,
    string RuntimeName,
    string File,
    string Text,
    IReadOnlyList<FrameAnswer> Stack,
    IReadOnlyList<IReadOnlyList<FrameAnswer>> FurtherStacks,
    TaskRowAnswer? Parent,
    IReadOnlyList<TaskRowAnswer> Children,
    int ChildCount,
    IReadOnlyList<TaskRowAnswer> Chain,
    bool IsInCycle);
