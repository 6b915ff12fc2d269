namespace Liten.Telemetry.Tests;

/// <summary>Waits for what must come.</summary>
internal static class Patience
{
    /// <summary>No threshold: what is waited for takes milliseconds, or for ever.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static void Until(Func<bool> condition, string what)
        => Assert.True(SpinWait.SpinUntil(condition, Limit), $"Waited in vain for {what}.");
}
