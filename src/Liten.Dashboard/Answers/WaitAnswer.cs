namespace Liten;

/// <summary>What a task waits for.</summary>
internal sealed record WaitAnswer(
    string Text, string Subject, TaskWaitKind Kind, long TaskId, int Place, double? Remaining);
