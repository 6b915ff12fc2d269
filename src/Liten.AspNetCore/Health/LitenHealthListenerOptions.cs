using System.Net;

namespace Liten;

/// <summary>What <c>AddLitenHealthListener</c> answers, and where.</summary>
public sealed class LitenHealthListenerOptions
{
    /// <summary>The address. Default: all of this machine's, as a probe comes from outside.</summary>
    public IPAddress Address { get; set; } = IPAddress.Any;

    /// <summary>The name of the runtime that answers; null for the default one.</summary>
    public string? Runtime { get; set; }

    /// <summary>
    /// Whether the process is well: 200 or 503. Runs on a worker at each question and must not block. Default: always.
    /// </summary>
    public Func<IServiceProvider, bool> IsHealthy { get; set; } = static _ => true;
}
