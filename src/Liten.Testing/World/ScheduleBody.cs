namespace Liten.Testing;

/// <summary>Starts a test's body as the first task of a schedule, whatever kind of method it is.</summary>
internal delegate JoinHandle ScheduleBody(TaskHost host, TestRun run);
