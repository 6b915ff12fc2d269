namespace Liten.Tool;

/// <summary>A thread that runs tasks.</summary>
/// <param name="Runtime">What its runtime is called.</param>
/// <param name="Name">Its name.</param>
/// <param name="Id">The system's number of it; 0 if the process does not know it.</param>
/// <param name="Runs">What it runs; empty if it is idle.</param>
internal sealed record ThreadRow(string Runtime, string Name, long Id, string Runs);
