namespace Liten;

/// <summary>Lets one caller in, once. A class, so that a delegate can hold it.</summary>
internal sealed class OnceOnly
{
    private AtomicFlag _entered;

    public bool TryEnter() => _entered.TrySet();
}
