namespace Liten;

/// <summary>Which case a <see cref="Select"/> takes when several could go on at once.</summary>
public enum SelectOrder
{
    /// <summary>Each with the same chance, so that none starves.</summary>
    Random,

    /// <summary>The one that was added first: a stop signal goes before the work that is there, too.</summary>
    AsListed,
}
