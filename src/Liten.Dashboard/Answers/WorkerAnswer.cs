namespace Liten;

/// <summary>A worker as it is now. Times are milliseconds.</summary>
internal sealed record WorkerAnswer(
    string Name, double Turn, int Queue, long Polls, long Parks, long Stolen, TaskLinkAnswer? Task);
