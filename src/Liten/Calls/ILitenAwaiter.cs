namespace Liten;

/// <summary>
/// Marks the awaiters whose first field is the <see cref="AwaitSource"/> they wait for; see
/// <see cref="AwaiterKind{TAwaiter}"/>.
/// </summary>
internal interface ILitenAwaiter;
