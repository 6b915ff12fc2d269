using System.Reflection;

namespace Liten;

/// <summary>A suspended async method, as a reader sees it that looks from any thread at any time.</summary>
internal interface ISuspendedMethod
{
    /// <summary>The type of the method's state machine.</summary>
    Type Machine { get; }

    /// <summary>
    /// One field of the state machine. Never the whole: a copy that is made while the method runs could be of two
    /// moments.
    /// </summary>
    object? ReadField(FieldInfo field);
}
