namespace Liten;

/// <summary>A oneshot with a name. A kind of its own, so that all others need no memory for one.</summary>
internal sealed class NamedOneshotCell<T>(string name) : OneshotCell<T>
{
    public override string? Name => name;
}
