namespace Liten;

/// <summary>On whom it depends that a wait ends, as far as that is known.</summary>
/// <param name="Scope">The one scope that must act or end; null if there is none, or several.</param>
/// <param name="Scopes">The scopes, if there are several.</param>
/// <param name="Held">
/// What somebody holds who must give it back: the code of any scope may have it, as an <see cref="IHold"/>.
/// </param>
internal readonly record struct WaitBlockers(
    object? Scope, IReadOnlyList<object>? Scopes = null, object? Held = null)
{
    /// <summary>Whether the wait ends when one of several has ended; else only when all have.</summary>
    public bool OneSuffices { get; init; }

    /// <summary>What the one scope holds and must let go of; null if it must end.</summary>
    public object? Lock { get; init; }

    /// <summary>Whether nothing is known: anybody may end the wait.</summary>
    public bool IsUnknown => Scope is null && Scopes is null && Held is null;
}
