namespace Liten;

/// <summary>Stands for the product's system call: the explorer's word is always there.</summary>
internal static class Futex
{
    public static readonly bool IsSupported = true;
}
