namespace Liten.Peers;

/// <summary>Yields to the thread pool once, says hello and ends.</summary>
internal static class Program
{
    private static async Task Main()
    {
        await Task.Yield();
        Console.WriteLine("hello");
    }
}
