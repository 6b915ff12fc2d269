namespace Liten.Testing;

/// <summary>A hash over the steps of a schedule, the same one in every process.</summary>
/// <remarks>FNV-1a over words in place of bytes.</remarks>
internal struct StepHash
{
    private const ulong Prime = 1099511628211;

    private ulong _state;

    public readonly uint Value => (uint)(_state ^ (_state >> 32));

    public void Add(ulong word)
    {
        _state = (_state ^ word) * Prime;
        _state ^= _state >> 29;
    }

    public void Add(uint chosen, uint count, ulong task, uint type)
    {
        Add(((ulong)chosen << 32) | count);
        Add((task << 32) ^ (task >> 32) ^ type);
    }
}
