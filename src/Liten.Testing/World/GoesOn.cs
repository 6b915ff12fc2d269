using System.Diagnostics;

namespace Liten.Testing;

/// <summary>
/// The step in which a turn goes on that was stopped in mid-stack: chosen as any other, and done by handing over the
/// baton.
/// </summary>
internal sealed class GoesOn(Carrier carrier) : WorkItem
{
    public Carrier Carrier => carrier;

    /// <summary>Whose code was stopped.</summary>
    public AbortScope? Code { get; set; }

    internal override AbortScope? Owner => Code;

    internal override WorkItem? Run(Turn? turn) => throw new UnreachableException();
}
