namespace Liten;

/// <summary>What one thread keeps of one <see cref="ObjectPool{T}"/>: a stack.</summary>
internal struct LocalPool
{
    public object?[]? Items;
    public int Count;
}
