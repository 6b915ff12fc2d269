namespace Liten.Compare;

/// <summary>The rows as they were measured in one setting.</summary>
internal sealed record SettingResult(Setting Setting, Protocol Protocol, IReadOnlyList<LineResult> Lines);
