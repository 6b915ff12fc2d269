namespace Liten.Reliability;

/// <summary>One row of docs/reliability/faults.json; a test of Liten.Tests checks that file.</summary>
internal sealed record FaultRow(int Number, string Fault, string Promise, string Status, string[] Tests, string[] Awaits, string Notes);
