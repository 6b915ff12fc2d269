namespace Liten.Tests.Guides;

/// <summary>Where the snippets of the guides run: on a runtime with two workers, and with patience.</summary>
internal static class GuideRuntime
{
    public static void Run(Func<LitenTask> body)
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        it.Run(body);
    }
}
