namespace Liten.Proof;

/// <summary>The books do not balance: something was lost, or happened twice.</summary>
internal sealed class LossException(string message) : Exception(message)
{
    public static void ThrowUnless(bool balanced, string what)
    {
        if (!balanced)
        {
            throw new LossException(what);
        }
    }
}
