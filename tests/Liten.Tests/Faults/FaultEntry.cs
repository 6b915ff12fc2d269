namespace Liten.Tests.Faults;

/// <summary>One row of docs/reliability/faults.json.</summary>
/// <param name="Number">Its number, never given to another fault.</param>
/// <param name="Fault">What goes wrong, or is done wrong.</param>
/// <param name="Promise">What must hold all the same.</param>
/// <param name="Status">"proved", "partly", "waits for .." or "open".</param>
/// <param name="Tests">Classes or methods, with their namespace.</param>
/// <param name="Awaits">Where further proof belongs that stands in another project.</param>
/// <param name="Notes">What the tests do not show.</param>
internal sealed record FaultEntry(int Number, string Fault, string Promise, string Status, string[] Tests, string[] Awaits, string Notes);
