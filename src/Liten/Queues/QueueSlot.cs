namespace Liten;

/// <summary>
/// One place in a queue's array. The wrapper makes a store cheap: an array of structs is not covariant, so storing a
/// derived type's instance needs no type check.
/// </summary>
internal struct QueueSlot<T>
    where T : class
{
    public T? Value;
}
