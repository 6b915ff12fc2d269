namespace Liten.Peers;

/// <summary>Begins a runtime, yields to it once, says hello and ends.</summary>
internal static class Program
{
    [LitenMain]
    private static async LitenTask Main()
    {
        await LitenTask.Yield();
        Console.WriteLine("hello");
    }
}
