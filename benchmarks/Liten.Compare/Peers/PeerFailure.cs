namespace Liten.Compare;

/// <summary>A peer gave no measurement. The message is one line.</summary>
internal sealed class PeerFailure(string message, bool isUnsupported = false) : Exception(message)
{
    /// <summary>The peer is fine, but what the row asks for does not exist in its world.</summary>
    public bool IsUnsupported => isUnsupported;
}
