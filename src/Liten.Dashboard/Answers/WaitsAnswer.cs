namespace Liten;

/// <summary>What the tasks of all runtimes wait for.</summary>
internal sealed record WaitsAnswer(IReadOnlyList<WaitGroupAnswer> Items, int Others, double Pause);
