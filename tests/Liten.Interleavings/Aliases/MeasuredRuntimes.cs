namespace Liten;

/// <summary>Takes the place of the product's: what the process shares would be one more state of a schedule, and nobody listens here.</summary>
internal static class MeasuredRuntimes
{
    public static IEnumerable<IMeasuredRuntime> All => [];

    public static RuntimeTotals Total() => default;

    public static void Begin(IMeasuredRuntime runtime) => _ = runtime;

    public static void End(IMeasuredRuntime runtime) => _ = runtime;

    public static void AskAll()
    {
    }
}
