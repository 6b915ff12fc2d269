namespace Liten;

/// <summary>Takes the place of the product's: the system knows nothing of actors.</summary>
internal static class ThreadPlacement
{
    public const int MostProcessors = 1;

    public static void Bind(int processor)
    {
    }

    public static void SetPriority(ThreadPriority priority)
    {
    }
}
