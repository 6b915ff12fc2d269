using Liten;

namespace Troubles;

/// <summary>One way for a program to be ill.</summary>
/// <param name="Symptom">What somebody would notice.</param>
/// <param name="Begin">Makes a runtime ill, and comes back.</param>
internal sealed record Disease(string Symptom, Action<Runtime> Begin);
