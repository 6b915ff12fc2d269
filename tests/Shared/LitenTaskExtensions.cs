namespace Liten.Stress;

internal static class LitenTaskExtensions
{
    /// <summary>The same wait without its result.</summary>
    public static async LitenTask AsVoid<T>(this LitenTask<T> task) => await task;
}
