namespace Liten;

/// <summary>A reference that one thread at a time sets and any thread reads.</summary>
/// <remarks>A mutable struct: keep it in a field that is not <c>readonly</c>.</remarks>
internal struct Published<T>
    where T : class
{
    private T? _value;

    /// <summary>Acquire: pairs with the release in <see cref="Set"/>.</summary>
    public readonly T? Value => Volatile.Read(in _value);

    /// <summary>The value, for the thread that sets it.</summary>
    public readonly T? OwnValue => _value;

    /// <summary>Release: pairs with the acquire in <see cref="Value"/>.</summary>
    public void Set(T? value) => Volatile.Write(ref _value, value);
}
