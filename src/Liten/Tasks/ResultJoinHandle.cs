using System.ComponentModel;

namespace Liten;

/// <summary>Base of <see cref="JoinHandle{T}"/>, without a member for users.</summary>
/// <remarks>
/// It lets F# await a handle with a result. In <c>task { }</c> F# looks for the one public method <c>GetAwaiter</c>
/// of a type and its bases. To F#, one that returns something else hides nothing, so the two of a handle with a result
/// would be ambiguous. A method of the same signature does hide a virtual one, and is itself left out as it is
/// protected. C# does not see it: there <c>await</c> takes the public method of the handle's static type.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ResultJoinHandle : JoinHandle
{
    private protected ResultJoinHandle(TaskHost host, in SpawnSite site)
        : base(host, site)
    {
    }

    /// <summary>Hides the awaiter without a result from F#.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected new JoinAwaiter GetAwaiter() => base.GetAwaiter();
}
