namespace Liten.Testing;

/// <summary>What happens if an alternative is chosen.</summary>
public enum AlternativeKind
{
    /// <summary>A piece of code goes on.</summary>
    Run,

    /// <summary>Time passes, up to the next timer, although code could go on.</summary>
    PassTime,

    /// <summary>A fault of <see cref="Faults"/> strikes.</summary>
    Fault,
}
