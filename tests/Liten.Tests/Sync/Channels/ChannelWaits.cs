namespace Liten.Tests.Sync;

/// <summary>Reads the outcome of a wait that must have ended: it never blocks.</summary>
internal static class ChannelWaits
{
    public static T Take<T>(this LitenTask<T> wait) => wait.GetAwaiter().GetResult();

    public static void Take(this LitenTask wait) => wait.GetAwaiter().GetResult();
}
