namespace Liten;

/// <summary>An element that carries the two links of the one <see cref="IntrusiveList{T}"/> it can be in.</summary>
internal interface ILinked<T>
    where T : class, ILinked<T>
{
    T? Next { get; set; }

    T? Previous { get; set; }
}
