namespace Liten;

/// <summary>Names one armed timer of a <see cref="TimerWheel"/>; <see langword="default"/> names none.</summary>
/// <param name="Index">The timer's entry in the wheel's <see cref="TimerSlab"/>.</param>
/// <param name="Generation">Which use of that entry is meant, so that an old key never reaches a later timer.</param>
internal readonly record struct TimerKey(int Index, uint Generation)
{
    private const int GenerationShift = 32;

    /// <summary>Reads back what <see cref="ToUInt64"/> made; zero is the key that names none.</summary>
    public static TimerKey FromUInt64(ulong value) => new((int)(uint)value, (uint)(value >> GenerationShift));

    /// <summary>The key as one number, for <see cref="WaitNode{T}.Mark"/>.</summary>
    public ulong ToUInt64() => ((ulong)Generation << GenerationShift) | (uint)Index;
}
