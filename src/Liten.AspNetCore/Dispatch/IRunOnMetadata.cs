namespace Liten;

/// <summary>Says on an endpoint where its requests run.</summary>
public interface IRunOnMetadata
{
    /// <summary>The name of the runtime; null for the ThreadPool.</summary>
    string? Runtime { get; }
}
