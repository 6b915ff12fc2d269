namespace Liten;

/// <summary>
/// A small, fast and reproducible random generator for choosing victims and the like; of no use for secrets.
/// </summary>
/// <remarks>
/// PCG-XSH-RR 64/32 (M. E. O'Neill, "PCG", HMC-CS-2014-0905, 2014). A mutable struct: keep it in a field that is
/// not <c>readonly</c>, one per thread.
/// </remarks>
internal struct FastRandom
{
    private const ulong Multiplier = 6364136223846793005;
    private const ulong Increment = 1442695040888963407;

    private ulong _state;

    public FastRandom(ulong seed)
    {
        _state = unchecked(seed + Increment);
        Next(); // One step scatters seeds that differ in a bit only: workers are seeded 0, 1, 2, ...
    }

    public uint Next()
    {
        ulong state = _state;
        _state = unchecked((state * Multiplier) + Increment);
        uint folded = unchecked((uint)(((state >> 18) ^ state) >> 27));
        return uint.RotateRight(folded, (int)(state >> 59));
    }

    /// <summary>
    /// A number from 0 to below <paramref name="exclusiveMax"/>. Multiply-shift instead of a division (D. Lemire, "Fast
    /// Random Integer Generation in an Interval", 2019), without his rejection: the bias is below max / 2^32.
    /// </summary>
    public int Next(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        return (int)(((ulong)Next() * (uint)exclusiveMax) >> 32);
    }
}
