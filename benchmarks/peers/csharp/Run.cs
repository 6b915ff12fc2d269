namespace Liten.Peers;

/// <summary>What a row is asked to do.</summary>
internal readonly record struct Run(int Workers, long Operations, long Size);
