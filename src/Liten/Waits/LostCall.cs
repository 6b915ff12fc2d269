namespace Liten;

/// <summary>Stands for a call that found no memory to wait with, where its wait has been claimed already.</summary>
internal sealed class LostCall : WakeTarget
{
    public static readonly LostCall Instance = new();

    private LostCall()
    {
    }

    internal override void Wake()
    {
    }
}
