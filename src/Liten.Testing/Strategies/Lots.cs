namespace Liten.Testing;

/// <summary>Numbers by lot, the same ones for the same seed on every machine and in every version of .NET.</summary>
/// <remarks>
/// SplitMix64, after G. Steele and others, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
/// </remarks>
internal struct Lots(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 up to the limit, which is not reached.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);
}
